package feed

import (
	"sync/atomic"
	"time"

	"trainmock/stream/model"
)

// Teller tells what happens in a tick. Equal questions have equal answers, and any number of goroutines may ask at
// once.
type Teller interface {
	// Events returns all changes after one instant and up to another, and the state at the latter, in the order of a
	// tick.
	Events(after, until time.Time) []model.Event
	// DerivedEvents returns the same for ids that are in no list.
	DerivedEvents(after, until time.Time, taskIDs, nodeIDs []string) []model.Event
	// Snapshot returns the nodes and tasks at an instant that keep admits, and those of the ids that are in no list.
	Snapshot(at time.Time, keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot
	// Digest returns what ids bear behind the name of the world at an instant. It differs where something else may have
	// been told until then.
	Digest(at time.Time) string
}

// newest is the Teller that a feed has at the moment. Published ticks are the same whichever tells them, so batches
// ask the newest, and let go of those before it.
type newest struct{ teller atomic.Pointer[Teller] }

func (n *newest) set(t Teller) { n.teller.Store(&t) }

// Events asks the newest teller.
func (n *newest) Events(after, until time.Time) []model.Event {
	return (*n.teller.Load()).Events(after, until)
}

// DerivedEvents asks the newest teller.
func (n *newest) DerivedEvents(after, until time.Time, taskIDs, nodeIDs []string) []model.Event {
	return (*n.teller.Load()).DerivedEvents(after, until, taskIDs, nodeIDs)
}

// Snapshot asks the newest teller.
func (n *newest) Snapshot(at time.Time, keep func(model.Event) bool, taskIDs, nodeIDs []string) model.Snapshot {
	return (*n.teller.Load()).Snapshot(at, keep, taskIDs, nodeIDs)
}

// Digest asks the newest teller.
func (n *newest) Digest(at time.Time) string { return (*n.teller.Load()).Digest(at) }
