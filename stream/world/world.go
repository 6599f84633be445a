// Package world owns the simulated cluster: nodes, tasks and metrics as a pure function of scenario, seed, commands
// and time.
//
// Nodes fail by node_incidents.go (when), node_cause.go (why) and node_repair.go (for how long); tasks end by
// outcome.go and task_failure.go, and are planned by planner.go. A command is a file of its own and a row of verbs.go.
package world

import (
	"time"

	"github.com/benbjohnson/immutable"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Options selects a world.
type Options struct {
	// Scenario is the cluster and what happens on it. Defaults to an empty cluster.
	Scenario model.Scenario
	// Seed distinguishes the worlds of one scenario. Defaults to 0.
	Seed uint64
	// Start is the instant that time is counted from. It affects only the times that are printed.
	Start time.Time
}

// World is a simulated cluster, at all instants. Equal options and commands give equal answers, byte for byte, in any
// order of questions. Any number of goroutines may ask at once. A command returns another world, which shares most
// data with this one.
type World struct {
	options Options
	key     chance.Key
	conditions
	// nodes lists the cluster in its order. byID and byIP find the scenario's nodes; addedByID and addedByIP find
	// those that commands added.
	nodes                []*node
	byID, byIP           map[string]*node
	addedByID, addedByIP *immutable.Map[string, *node]
	tasks                tasks
	deletions            deletions
	// derivedChassis is the air flow through derived nodes.
	derivedChassis *chassis
	// apart is the result of Apart.
	apart   *once[World]
	derived *derivations
	// latest is the instant of the last command.
	latest time.Duration
}

// Scenario returns the cluster that the world simulates, as New received it.
func (w *World) Scenario() model.Scenario { return w.options.Scenario }

// Seed returns the seed that New received.
func (w *World) Seed() uint64 { return w.options.Seed }

// Start returns the instant that time is counted from, in UTC and whole microseconds.
func (w *World) Start() time.Time { return w.options.Start }

// Apart returns the same world with caches of its own. Questions about other times than the present go there: here they
// would evict the plans that the present needs.
func (w *World) Apart() *World {
	return w.apart.get(func() *World {
		a := *w
		a.tasks.slots = make([]*slotTasks, len(w.tasks.slots))
		for i, st := range w.tasks.slots {
			a.tasks.slots[i] = st.uncached()
		}
		return &a
	})
}

// Size returns the number of nodes, and the largest number of tasks that are current at a time.
func (w *World) Size() (nodes, tasks int) {
	return len(w.nodes), len(w.tasks.slots) + w.tasks.started.tasks.count
}

// At returns the view at an instant, cut to microseconds.
func (w *World) At(t time.Time) View {
	return View{world: w, t: t.UTC().Truncate(time.Microsecond).Sub(w.options.Start)}
}

// task returns the plan of a task. It derives a task for an id that the world does not contain.
func (w *World) task(id string) *plan {
	if p := w.tasks.plan(&w.conditions, id); p != nil {
		return p
	}
	return w.derivedPlan(id)
}

// taskAt returns the plan of a task for a view at t. Clients may name any run of a slot, and would evict the plan that
// the present needs: a run that is not the slot's own at t is planned in Apart.
func (w *World) taskAt(t time.Duration, id string) *plan {
	if number, ok := w.tasks.started.number(id); ok {
		return w.tasks.started.plan(&w.conditions, number).plan
	}
	st, run, ok := w.tasks.find(id)
	if !ok {
		return w.derivedPlan(id)
	}
	if run != st.runAt(t) {
		st = w.Apart().tasks.slots[st.index]
	}
	return st.plan(&w.conditions, run)
}

// node returns the node with that id, and whether the cluster contains it. It derives a node for any other id.
func (w *World) node(id string) (n *node, held bool) {
	if n, ok := w.byID[id]; ok {
		return n, true
	}
	if n, ok := w.addedByID.Get(id); ok {
		return n, true
	}
	return w.derivedNode(id), false
}

// HasTask reports whether the scenario, at any time, or a command has a task with that id.
func (w *World) HasTask(id string) bool { return w.tasks.has(id) }

// HasNode reports whether the cluster contains a node with that id.
func (w *World) HasNode(id string) bool {
	if _, ok := w.byID[id]; ok {
		return true
	}
	_, ok := w.addedByID.Get(id)
	return ok
}
