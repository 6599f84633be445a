// Package journal owns the decisions that make a run, in their order: which world it began with, and which commands
// were given since. Clock and world are folds over it.
package journal

import (
	"context"
	"errors"
	"iter"
	"time"

	"trainmock/stream/model"
)

// Journal holds entries in their order. Any number of goroutines may use it at once.
type Journal interface {
	// Append adds an entry behind the one with the number after, 0 for none, and returns it with its own number. It fails
	// with ErrConflict where another entry is there already: read on, decide anew, and try again.
	Append(ctx context.Context, after uint64, e Entry) (Entry, error)
	// Room returns how many more commands fit.
	Room(ctx context.Context) (int, error)
	// Last returns the number of the last entry, 0 if there is none.
	Last(ctx context.Context) (uint64, error)
	// Follow yields the entries behind the one with the number after, those that are there and then those to come, until
	// the context is done or an error ends it.
	Follow(ctx context.Context, after uint64) iter.Seq2[Entry, error]
}

// Entry is one decision. Exactly one of Genesis and Commands is set.
type Entry struct {
	// Seq numbers the entries from 1. It is given by Append.
	Seq uint64
	// Genesis is what the run began with: the first entry, and no other.
	Genesis *Genesis
	// Commands were given together, in the order of their instants, with all decided that they left open.
	Commands []model.Command
}

// Genesis is the beginning of a run: which world, and how its time passes.
type Genesis struct {
	// Scenario is the cluster and what happens on it.
	Scenario model.Scenario
	// Seed makes one world of a scenario differ from another.
	Seed uint64
	// Start is the world time of tick 0, Anchor its wall time.
	Start, Anchor time.Time
	// Tick is the wall time between two ticks.
	Tick time.Duration
	// Speed is how many seconds of the world pass in a second.
	Speed float64
}

// decisions returns how many decisions the entry counts as: a list as many as it holds commands, the genesis none.
func (e Entry) decisions() int { return len(e.Commands) }

// MaxDecisions is how many commands a journal holds.
const MaxDecisions = 10_000

var (
	// ErrConflict says that an entry was to follow one that is not the last.
	ErrConflict = errors.New("the journal has gone on: read on and try again")
	// ErrFull says that a journal holds as many commands as it can.
	ErrFull = errors.New("the command log is full: 10,000 commands are the most that a run can hold")
)
