package world

import (
	"fmt"
	"time"

	"github.com/benbjohnson/immutable"

	"trainmock/stream/chance"
)

// New creates the world that the options describe. It fails if a group has too few nodes for a job's slots.
func New(o Options) (*World, error) {
	o.Start = o.Start.UTC().Truncate(time.Microsecond)
	root := chance.Seed(o.Seed)
	nodes := newNodes(root, o.Scenario.Groups)
	slots, err := newSlots(root, o.Scenario.Jobs, nodes)
	if err != nil {
		return nil, fmt.Errorf("scenario %q: %w", o.Scenario.Name, err)
	}
	ids := newTaskIDs(root, len(slots))
	w := &World{
		options: o, key: root, conditions: newConditions(o.Start, &o.Scenario),
		nodes: nodes, byID: make(map[string]*node, len(nodes)), byIP: make(map[string]*node, len(nodes)),
		addedByID: immutable.NewMap[string, *node](nil), addedByIP: immutable.NewMap[string, *node](nil),
		tasks:     tasks{slots: newSlotTasks(slots, ids), ids: ids, started: newStartedTasks(nodes)},
		deletions: newDeletions(), latest: always, apart: &once[World]{},
		derivedChassis: newChassis(root, derivedGroup.GPU, derivedGroup.GPUs),
	}
	for _, n := range nodes {
		w.byID[n.id], w.byIP[n.ip] = n, n
	}
	w.setTimeline()
	w.clip()
	w.derived = &derivations{}
	return w, nil
}
