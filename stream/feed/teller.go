package feed

import (
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
}
