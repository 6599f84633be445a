package control

import (
	"context"
	"net/http"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream"
	rules "trainmock/stream/fault"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/world"
)

// Steerer is the part of a hub that changes its world.
type Steerer interface {
	Now() (*world.World, time.Time)
	Clock() model.Clock
	CheckSpeed(speed float64) error
	SetSpeed(ctx context.Context, speed *float64) error
	// Step returns the world time between two ticks of an advance.
	Step() time.Duration
	Advance(ctx context.Context, ticks int64, found func(model.Event) bool) (*model.Event, error)
	Seek(ctx context.Context, to func(now time.Time) (time.Time, error)) error
	Give(ctx context.Context, decide func(*world.World, time.Time) ([]stream.Scheduled, error)) (stream.Given, error)
	Reset(ctx context.Context) error
	Undo(ctx context.Context) error
	Switch(ctx context.Context, next func(present journal.Genesis, now time.Time) journal.Genesis) error
	// Entries returns the journal of the run.
	Entries(ctx context.Context) ([]journal.Entry, error)
	Load(ctx context.Context, entries []journal.Entry) error
	// Log returns the commands in effect, in the order of their instants.
	Log() []model.Command
	// Faults returns the faults of some names, or all, with their counts, in the order in which they strike. It counts
	// until ctx ends.
	Faults(ctx context.Context, names ...string) []rules.State
	AddFaults(ctx context.Context, faults []model.Fault, replace bool) ([]model.Fault, error)
	RemoveFaults(ctx context.Context, names ...string) (int, error)
}

// Steering declares the routes that change the world: its clock, its commands, its scenario. Each change is an entry of
// the journal.
func Steering(g answer.Group) {
	g.Tag, g.Traits, g.MaxBody = "control", restricted, answer.MaxFile
	changes := answer.Refuses(http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	runs := answer.RefusesWhen(http.StatusConflict, "The world is not paused, or the event did not come.",
		stream.ErrRuns.Error())
	nothing := answer.RefusesWhen(http.StatusConflict, "There is nothing to undo.", stream.ErrNothing.Error())
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	answer.Add(g, "getClock", "GET /mock/clock", "The clock of the world", getClock)
	answer.Add(g, "setClock", "PUT /mock/clock", "Pause the world, or make it run with a speed", setClock,
		answer.Takes(clockSchema, clockExample), changes)
	answer.Add(g, "advanceClock", "POST /mock/clock/advance", "Publish ticks of a paused world at once", advanceClock,
		answer.Takes(advanceSchema, advanceExample), changes, runs)
	answer.Add(g, "seekClock", "POST /mock/clock/seek", "Begin a new epoch at another instant", seekClock,
		answer.Takes(seekSchema, seekExample), changes)
	answer.Add(g, "listCommands", "GET /mock/commands", "The commands in effect", listCommands, mayWait)
	answer.Add(g, "giveCommands", "POST /mock/commands", "Give a command, or several at once", giveCommands,
		answer.Takes(commandsSchema, commandExample), answer.NoTask, changes)
	answer.Add(g, "resetCommands", "DELETE /mock/commands", "Drop all commands", resetCommands, changes)
	answer.Add(g, "undoCommand", "DELETE /mock/commands/last", "Undo what was given last", undoCommand, changes,
		nothing)
	answer.Add(g, "listScenarios", "GET /mock/scenarios", "The scenarios that come with trainmock", listScenarios)
	answer.Add(g, "getScenario", "GET /mock/scenario", "The scenario of this world", getScenario)
	replaces := g
	replaces.Router = g.Router.With(withHeader)
	answer.Add(replaces, "setScenario", "PUT /mock/scenario", "Replace the world", setScenario,
		answer.Takes(scenarioSchema, scenarioExample), changes)
	saveJournal(g)
	loadJournal(g, changes)
}
