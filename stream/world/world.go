// Package world owns the simulated cluster: nodes, tasks and metrics as a pure function of scenario, seed, commands
// and time.
package world

import (
	"fmt"
	"time"

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
	// Commands are the changes made so far, in the order of their instants, as With returned them. Defaults to none.
	Commands []model.Command
}

// World answers what the cluster is like at any instant. Equal options give equal answers, byte for byte, whatever
// was asked before, and any number of goroutines may ask at once.
type World struct {
	Options
	start     time.Time
	key       chance.Key
	nodes     []*node
	slots     []*slot
	byID      map[string]*node
	outages   outages
	slowdowns slowdowns
	ids       taskIDs
	// byTask are the orders to tasks, in order.
	byTask map[string][]order
	// deleted is when tasks were deleted.
	deleted map[string]time.Duration
	// paused are the eras of a slot whose task was paused, and may therefore last into later ones, in order.
	paused map[*slot][]pausedEra
	// plans are the slots' plans, and started those of the tasks that commands started.
	plans   []*eraPlans
	started *startedTasks
}

// New makes the world that the options describe. It fails when the scenario contradicts itself, or when a command does
// not fit.
func New(o Options) (*World, error) {
	o.Start = o.Start.UTC().Truncate(time.Microsecond)
	root := chance.Seed(o.Seed)
	nodes := newNodes(root, o.Scenario.Groups)
	slots, err := newSlots(root, o.Scenario.Jobs, nodes)
	if err != nil {
		return nil, fmt.Errorf("scenario %q: %w", o.Scenario.Name, err)
	}
	commands := o.Commands
	o.Commands = nil
	w := &World{
		Options: o, start: o.Start, key: root, nodes: nodes, slots: slots, byID: map[string]*node{},
		outages:   outages{incidents: newIncidents(o.Scenario.Incidents), commanded: map[*node][]incident{}},
		slowdowns: newSlowdowns(o.Scenario.Throttling), ids: newTaskIDs(root, len(slots)),
		byTask: map[string][]order{}, deleted: map[string]time.Duration{}, paused: map[*slot][]pausedEra{},
		plans: newEraPlans(len(slots)), started: newStartedTasks(nodes),
	}
	for _, n := range nodes {
		w.byID[n.id] = n
	}
	return w.replay(commands)
}

// At is the world at an instant, which is cut to microseconds.
func (w *World) At(t time.Time) View {
	return View{world: w, t: t.UTC().Truncate(time.Microsecond).Sub(w.start)}
}

// task is the plan behind a task id, and whether the scenario or a command holds it. Any other id has a derived one.
func (w *World) task(id string) (p *plan, held bool) {
	if p := w.started.byID(w, id); p != nil {
		return p, true
	}
	if s, era, ok := w.slotOf(id); ok {
		return w.plan(s, era), true
	}
	return w.derivedPlan(id), false
}

// slotOf finds the slot and era of a task that the scenario holds.
func (w *World) slotOf(id string) (*slot, int64, bool) {
	reach := func(slot int) int64 { return 2 + int64(model.Reach/w.slots[slot].job.Period) }
	index, era, ok := w.ids.parse(id, reach)
	if !ok {
		return nil, 0, false
	}
	return w.slots[index], era, true
}

// node is the node with that id, and whether the scenario holds it. Any other id has a derived one.
func (w *World) node(id string) (n *node, held bool) {
	if n, ok := w.byID[id]; ok {
		return n, true
	}
	return w.derivedNode(id), false
}

// HasTask says whether the scenario itself holds a task with that id, at whatever time, or a command started it.
func (w *World) HasTask(id string) bool {
	if w.started.has(id) {
		return true
	}
	_, _, ok := w.slotOf(id)
	return ok
}

// HasNode says whether the scenario itself holds a node with that id.
func (w *World) HasNode(id string) bool {
	_, held := w.byID[id]
	return held
}

// stamp writes an instant.
func (w *World) stamp(t time.Duration) string { return model.Stamp(w.start.Add(t)) }
