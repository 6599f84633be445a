package fault

import "trainmock/stream/model"

// reorder makes events that are struck change places with others of the same piece, which are of the same tick. An
// event that has changed places stays where it is, so that no rule undoes the change of another.
func (l *Line) reorder(list []message) {
	var events []int
	for i := range list {
		if list[i].inWorld() {
			events = append(events, i)
		}
	}
	if len(events) < 2 {
		return
	}
	// further is by how many places a struck event moves on.
	further, moved := l.struckPlaces(list, events), make([]bool, len(events))
	for at, i := range events {
		if further[at] == 0 || moved[at] {
			continue
		}
		to := (at + further[at]) % len(events)
		other := events[to]
		list[i], list[other] = list[other], list[i]
		moved[at], moved[to] = true, true
	}
}

// struckPlaces returns by how many places each event moves on, 0 if no rule strikes it.
func (l *Line) struckPlaces(list []message, events []int) []int {
	further := make([]int, len(events))
	for _, r := range l.concerned {
		if _, ok := r.Kind.(model.Reorder); !ok {
			continue
		}
		for at, i := range events {
			if l.strikes(r, &list[i], func() bool { return further[at] == 0 }) {
				further[at] = 1 + l.drawKey(r, &list[i]).OfText("place").Below(len(events)-1)
				r.strike()
			}
		}
	}
	return further
}
