package world

import (
	"time"

	"github.com/benbjohnson/immutable"
)

// deletions holds the deleted tasks. It is immutable: a change returns a new value, which shares the rest with the old
// one.
type deletions struct {
	byID   *immutable.Map[string, time.Duration]
	newest *deletion
}

// deletion is a deleted task, linked to the one deleted before it.
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
