package feed

import (
	"sync/atomic"
	"time"

	"trainmock/stream/model"
)

// Teller computes the events of a tick. Equal calls return equal events, and any number of goroutines may call it.
type Teller interface {
	// Groups returns, in the order of a tick, all changes after one instant and up to another, and the state at the
	// latter.
	Groups(after, until time.Time) []model.EventGroup
	// DerivedEvents returns the same for those of the ids that no list holds.
	DerivedEvents(after, until time.Time, taskIDs, nodeIDs []string) []model.Event
	// Snapshot returns the nodes and tasks at an instant, filtered by keep, and those of the ids that no list holds.
	Snapshot(at time.Time, keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot
	// Digest returns what ids bear behind the name of the world at an instant. It differs where something else may
	// have been told until then.
	Digest(at time.Time) string
}

// newest forwards to the present teller of a feed. All tellers agree on the published ticks, so that batches hold this
// one, and earlier tellers can be freed.
type newest struct{ teller atomic.Pointer[Teller] }

func (n *newest) set(t Teller) { n.teller.Store(&t) }

// Groups calls the present teller.
func (n *newest) Groups(after, until time.Time) []model.EventGroup {
	return (*n.teller.Load()).Groups(after, until)
}

// DerivedEvents calls the present teller.
func (n *newest) DerivedEvents(after, until time.Time, taskIDs, nodeIDs []string) []model.Event {
	return (*n.teller.Load()).DerivedEvents(after, until, taskIDs, nodeIDs)
}

// Snapshot calls the present teller.
func (n *newest) Snapshot(at time.Time, keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot {
	return (*n.teller.Load()).Snapshot(at, keep, taskIDs, nodeIDs)
}

// Digest asks the newest teller.
func (n *newest) Digest(at time.Time) string { return (*n.teller.Load()).Digest(at) }
