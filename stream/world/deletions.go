package world

import (
	"time"

	"github.com/benbjohnson/immutable"
)

// deletions are the tasks that were deleted. They are a value: a change makes others, which share what stays.
type deletions struct {
	byID   *immutable.Map[string, time.Duration]
	newest *deletion
}

// deletion is one of them, and those before it.
type deletion struct {
	id     string
	at     time.Duration
	before *deletion
}

func newDeletions() deletions { return deletions{byID: immutable.NewMap[string, time.Duration](nil)} }

// with returns the deletions with one more.
func (d deletions) with(id string, at time.Duration) deletions {
	return deletions{byID: d.byID.Set(id, at), newest: &deletion{id: id, at: at, before: d.newest}}
}

// at returns when a task was deleted, and whether it was.
func (d deletions) at(id string) (time.Duration, bool) { return d.byID.Get(id) }
