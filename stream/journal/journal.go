// Package journal owns the decisions of a run in their order: the world it began with, and the commands and changes of
// the clock and of the faults since. Clock, world and faults are folds over it.
package journal

import (
	"context"
	"errors"
	"iter"
	"time"

	"trainmock/stream/model"
)

// Journal holds the entries of one run in order. Any number of goroutines may use it at once.
type Journal interface {
	// Append adds an entry after the one with the number after (0 for the first), and returns it with its own number.
	// It fails with ErrConflict if that is not the last entry: read on, decide anew, and try again.
	Append(ctx context.Context, after uint64, e Entry) (Entry, error)
	// Replace puts other entries in the place of all, if the one with the number after is the last. It numbers them.
	Replace(ctx context.Context, after uint64, entries []Entry) error
	// Room returns how many more commands fit.
	Room(ctx context.Context) (int, error)
	// Last returns the number of the last entry, 0 if there is none.
	Last(ctx context.Context) (uint64, error)
	// Follow yields all entries after the one with the number after, and then waits for later ones. It ends with an
	// error, at the latest that of the context.
	Follow(ctx context.Context, after uint64) iter.Seq2[Entry, error]
}

// Entry is one decision. Exactly one of Genesis, Commands, Clock, Epoch and Faults is set.
type Entry struct {
	// Seq numbers the entries from 1. Append sets it.
	Seq uint64
	// Genesis is the beginning of the run. The first entry has one, and no other.
	Genesis *Genesis
	// Commands were given together, in the order of their instants. Choices that they left open are filled in.
	Commands []model.Command
	// Tick is the newest tick when the commands were given, and Now the instant of those that were for the present: zero
	// if there were none.
	Tick int64
	Now  time.Time
	// Clock is a change of the clock within an epoch.
	Clock *Clock
	// Epoch begins another epoch.
	Epoch *Epoch
	// Faults is a change of what breaks on purpose.
	Faults *Faults
}

// Faults is a change of what breaks on purpose. What is removed goes first.
type Faults struct {
	// Tick is the newest tick at that moment, Now the world's time, and Wall the wall time.
	Tick      int64
	Now, Wall time.Time
	// Removed are the names of faults that end, and Set those that begin. A name of both is replaced.
	Removed []string
	Set     []model.Fault
}

// Clock is a change of the clock within an epoch.
type Clock struct {
	// Tick is the tick that shows the change: the one published for it, or the last of those that an advance publishes.
	Tick int64
	// Now is the world time of that tick.
	Now time.Time
	// Speed is the number of world seconds per wall second from then on.
	Speed float64
	// Ticks is the number of ticks that an advance publishes. It is 0 for a change of speed.
	Ticks int64
	// Last is set for the last step of an advance.
	Last bool
	// Stand is set if the world stands at Tick without a tick of its own, because a journal was played up to there.
	Stand bool
	// Wall is the wall time of a change of speed.
	Wall time.Time
}

// The reasons for an epoch.
const (
	Seek     = "seek"
	Scenario = "scenario"
	Reset    = "reset"
	Undo     = "undo"
)

// Epoch is the beginning of another epoch. Its tick 0 is published with it.
type Epoch struct {
	Reason string
	// Tick is the newest tick of the epoch that ends. It is published with it.
	Tick int64
	// Now is the world time of tick 0, and Wall its wall time.
	Now, Wall time.Time
	// Undone is the number of the entry whose commands are undone, if that is the reason: 1 is the first entry with
	// commands. Changes of the clock do not count, because consecutive advances may be one entry or several.
	Undone uint64
	// Silent is set if no tick has shown the undone commands: the epoch then goes on.
	Silent bool
	// Genesis is the next world, if the reason is Scenario.
	Genesis *Genesis
}

// Genesis is the beginning of a run: its world, and the speed of its time.
type Genesis struct {
	// Scenario describes the cluster and its jobs.
	Scenario model.Scenario
	// Seed distinguishes the worlds of one scenario.
	Seed uint64
	// Start is the world time of tick 0, and Anchor its wall time.
	Start, Anchor time.Time
	// Tick is the wall time between two ticks.
	Tick time.Duration
	// Speed is the number of world seconds per wall second.
	Speed float64
}

// world returns the genesis of the world that the entry begins, or nil if it begins none.
func (e Entry) world() *Genesis {
	if e.Epoch != nil {
		return e.Epoch.Genesis
	}
	return e.Genesis
}

// Largest returns the size of the largest world of a journal: the most nodes of any, and the most tasks.
func Largest(entries []Entry) model.Size {
	var most model.Size
	for _, e := range entries {
		if g := e.world(); g != nil {
			size := g.Scenario.Size()
			most = model.Size{Nodes: max(most.Nodes, size.Nodes), Tasks: max(most.Tasks, size.Tasks)}
		}
	}
	return most
}

// decisions returns the number of decisions in the entry after another: one for each command and each change. A genesis
// is none, and so is an advance after an advance.
func (e Entry) decisions(previous Entry) int {
	switch {
	case e.Genesis != nil, e.isAdvance() && previous.isAdvance():
		return 0
	case e.Clock != nil, e.Epoch != nil, e.Faults != nil:
		return 1
	}
	return len(e.Commands)
}

// isAdvance reports whether the entry is an advance.
func (e Entry) isAdvance() bool { return e.Clock != nil && e.Clock.Ticks > 0 }

// changeBytes is about how much memory an entry needs that is no command.
const changeBytes = 256

// Bytes returns about how much memory the decisions need.
func (e Entry) Bytes() int {
	if len(e.Commands) == 0 && e.Faults == nil {
		return changeBytes
	}
	total := 0
	if e.Faults != nil {
		total = changeBytes + len(e.Faults.Removed)*model.FaultBytes
		for _, f := range e.Faults.Set {
			total += f.Bytes()
		}
	}
	for _, c := range e.Commands {
		total += c.Bytes()
	}
	return total
}

// sharedBytes returns about how much memory the entry needs, with the scenario of a world that it begins.
func (e Entry) sharedBytes() int64 {
	total := e.Bytes()
	if g := e.world(); g != nil {
		total += g.Scenario.Bytes()
	}
	return int64(total)
}

const (
	// MaxDecisions is the number of commands and changes that a journal can hold.
	MaxDecisions = 10_000
	// MaxBytes is about how much memory they may need.
	MaxBytes = 64 << 20
)

var (
	// ErrConflict reports an append after an entry that is not the last.
	ErrConflict = errors.New("the journal has gone on: read on and try again")
	// ErrFull reports an append that would exceed MaxDecisions or MaxBytes.
	ErrFull = errors.New("the journal is full: 10,000 commands and changes, or 64 MiB with their parameters and " +
		"lists of nodes, are the most that a run can hold")
	// ErrAway reports that a journal on another machine cannot be reached, or is not there any more. Errors that wrap it
	// say which.
	ErrAway = errors.New("the shared journal cannot be reached")
	// ErrShared reports a replacement of a journal that others use, too.
	ErrShared = errors.New("a shared journal cannot be replaced")
	// ErrTooLarge reports an entry that is too large for a message.
	ErrTooLarge = errors.New("it is too large for a message of the shared journal")
	// ErrSharedFull reports an append beyond the quota that a journal shares with others.
	ErrSharedFull = errors.New("the journals of all sessions together are full: delete a session that is not needed, " +
		"with DELETE /mock/sessions/NAME")
)
