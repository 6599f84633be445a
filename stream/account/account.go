// Package account owns the sums of what the nodes of a world have done since its epoch began.
package account

import (
	"sync"
	"time"

	"trainmock/stream/world"
)

const (
	// keepEvery is the least world time between two sums that are kept.
	keepEvery = 10 * time.Minute
	// maxKept limits the sums that are kept. Each takes some 150 bytes a node.
	maxKept = 16
)

// Account keeps sums, so that a question costs only what happened since the last one. What has happened within an epoch
// does not change: a command is given for the present or later. The zero value is ready; any number of goroutines may
// use it.
type Account struct {
	mu sync.Mutex
	// epoch identifies the epoch of the sums, which are in time order.
	epoch string
	kept  []sum
}

// sum is how the nodes spent the time from the beginning of the epoch to an instant.
type sum struct {
	at    time.Time
	spent world.Spent
}

// Moment is the present of one epoch.
type Moment struct {
	// Epoch names the epoch in event ids, and Key tells it from every other one.
	Epoch, Key string
	World      *world.World
	// Began is the instant at which the epoch began, and Now the present. Speed is in world seconds a second.
	Began, Now time.Time
	Speed      float64
	// Account keeps the sums of the world's past.
	Account *Account
}

// Spent returns how the nodes spent the time from the beginning of the epoch to an instant: no time if that is earlier.
// Behind the world's horizon they rest. It calls pause in the middle of long work, if that is not nil.
func (m Moment) Spent(at time.Time, pause func()) world.Spent {
	at, beyond := m.cut(at)
	from := m.Account.before(m, at)
	whole := from.spent.Plus(m.World.Spent(from.at, at, pause))
	if at.Sub(from.at) >= keepEvery && !at.After(m.Now) {
		m.Account.keep(m, sum{at, whole})
	}
	if beyond > 0 {
		whole = whole.Plus(world.Spent{})
		for i := range whole.Nodes {
			whole.Nodes[i] = resting(whole.Nodes[i], beyond)
		}
	}
	return whole
}

// Node returns how one node spent that time. Of a node that is derived from its id, whose index is -1, nothing is kept.
func (m Moment) Node(id string, index int, at time.Time, pause func()) world.NodeSpent {
	at, beyond := m.cut(at)
	from := m.Account.before(m, at)
	switch {
	case index < 0:
		from = sum{at: m.Began}
	case at.Sub(from.at) >= keepEvery && !at.After(m.Now):
		from = sum{at, m.Spent(at, pause)}
	}
	s := m.World.NodeSpent(id, from.at, at)
	if index >= 0 && index < len(from.spent.Nodes) {
		s = from.spent.Nodes[index].Plus(s)
	}
	return resting(s, beyond)
}

// resting returns how a node spent a span, and then some time at rest.
func resting(s world.NodeSpent, more time.Duration) world.NodeSpent {
	s.Present += more
	s.Phases[world.Resting] += more
	return s
}

// cut returns the instant up to which Spent is exact, and how much time is behind it.
func (m Moment) cut(at time.Time) (exact time.Time, beyond time.Duration) {
	if at.Before(m.Began) {
		return m.Began, 0
	}
	if end := m.Began.Add(m.World.Horizon()); at.After(end) {
		return end, at.Sub(end)
	}
	return at, 0
}

// before returns the last sum that is kept from before an instant, or the empty one from the beginning of the epoch.
func (a *Account) before(m Moment, at time.Time) sum {
	a.mu.Lock()
	defer a.mu.Unlock()
	last := sum{at: m.Began}
	if a.epoch != m.Key {
		return last
	}
	for _, s := range a.kept {
		if !s.at.After(at) {
			last = s
		}
	}
	return last
}

// keep keeps a sum that is later than the others. If there are too many, every second one goes.
func (a *Account) keep(m Moment, s sum) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.epoch != m.Key {
		a.epoch, a.kept = m.Key, nil
	}
	if n := len(a.kept); n > 0 && !s.at.After(a.kept[n-1].at) {
		return
	}
	if a.kept = append(a.kept, s); len(a.kept) <= maxKept {
		return
	}
	thinned := a.kept[:0]
	for i, k := range a.kept {
		if (len(a.kept)-1-i)%2 == 0 {
			thinned = append(thinned, k)
		}
	}
	clear(a.kept[len(thinned):])
	a.kept = thinned
}
