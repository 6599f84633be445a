// Package world owns the simulated cluster: nodes, tasks and metrics as a pure function of scenario, seed, commands
// and time.
package world

import (
	"time"

	"github.com/benbjohnson/immutable"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Options say which world it is.
type Options struct {
	// Scenario is the cluster and what happens on it.
	Scenario model.Scenario
	// Seed makes one world of a scenario differ from another.
	Seed uint64
	// Start is the instant that time is counted from. It decides nothing but the times that are printed.
	Start time.Time
}

// World answers what the cluster is like at any instant. Equal options give equal answers, byte for byte, whatever was
// asked before, and any number of goroutines may ask at once. A command makes another world, which shares what stays.
type World struct {
	options Options
	key     chance.Key
	conditions
	// nodes are those of the cluster in its order; byID finds those of the scenario, addedByID and addedByIP those that
	// commands added.
	nodes                []*node
	byID                 map[string]*node
	addedByID, addedByIP *immutable.Map[string, *node]
	tasks                tasks
	deletions            deletions
	// latest is the instant of the last command.
	latest time.Duration
}

// Scenario returns the cluster that the world simulates, as New received it.
func (w *World) Scenario() model.Scenario { return w.options.Scenario }

// Seed returns the seed that New received.
func (w *World) Seed() uint64 { return w.options.Seed }

// Start returns the instant that time is counted from, in UTC and whole microseconds.
func (w *World) Start() time.Time { return w.options.Start }

// At returns the world at an instant, which is cut to microseconds.
func (w *World) At(t time.Time) View {
	return View{world: w, t: t.UTC().Truncate(time.Microsecond).Sub(w.options.Start)}
}

// task returns the plan behind a task id, and whether the scenario or a command holds it. Any other id has a derived
// one.
func (w *World) task(id string) (p *plan, held bool) {
	if p := w.tasks.plan(&w.conditions, id); p != nil {
		return p, true
	}
	return w.derivedPlan(id), false
}

// node returns the node with that id, and whether the cluster holds it. Any other id has a derived one.
func (w *World) node(id string) (n *node, held bool) {
	if n, ok := w.byID[id]; ok {
		return n, true
	}
	if n, ok := w.addedByID.Get(id); ok {
		return n, true
	}
	return w.derivedNode(id), false
}

// HasTask reports whether the scenario itself holds a task with that id, at whatever time, or a command started it.
func (w *World) HasTask(id string) bool { return w.tasks.has(id) }

// HasNode reports whether the scenario itself holds a node with that id, or a command added it.
func (w *World) HasNode(id string) bool {
	if _, ok := w.byID[id]; ok {
		return true
	}
	_, ok := w.addedByID.Get(id)
	return ok
}

// stamp writes an instant.
func (w *World) stamp(t time.Duration) string { return model.Stamp(w.options.Start.Add(t)) }
