package feed

// byID has the places of a list's events by the id that they are about.
type byID struct {
	first map[string]int
	// next holds for each place the next one with the same id, 0 if there is none.
	next []int
}

// newByID returns the places of events by what id returns for them, without those for which that is empty.
func newByID(events []event, id func(*event) string) byID {
	b := byID{first: map[string]int{}, next: make([]int, len(events))}
	for place := len(events) - 1; place >= 0; place-- {
		if key := id(&events[place]); key != "" {
			b.next[place] = b.first[key]
			b.first[key] = place
		}
	}
	return b
}

// find adds the places of some ids to a set.
func (b byID) find(ids []string, to places) {
	for _, id := range ids {
		place, ok := b.first[id]
		for ; ok; ok = place > 0 {
			to.add(place)
			place = b.next[place]
		}
	}
}
