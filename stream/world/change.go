package world

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"trainmock/stream/model"
)

// changes collects the events of (from, to].
type changes struct {
	world    *World
	from, to time.Duration
	list     []change
	// gang has the ids of the gang that was named last. Events often follow others of the same gang.
	gang gangIDs
	// stampText is the stamp of the instant stamped, the last one that was asked for.
	stamped   time.Duration
	stampText string
}

// change is an event and its instant, in contrast to the tick that carries it.
type change struct {
	at    time.Duration
	event model.Event
}

// sortKey is what a change is ordered by: its instant, and the rank of its type within a tick; and its index in the
// list. Keys are sorted instead of changes, because a change is nine words long.
type sortKey struct {
	at          time.Duration
	rank, index int
}

// sortKeys returns the keys of the changes, in the order of a function that compares two.
func (c *changes) sortKeys(compare func(a, b sortKey) int) []sortKey {
	keys := make([]sortKey, len(c.list))
	for i := range c.list {
		keys[i] = sortKey{c.list[i].at, slices.Index(model.EventTypes, c.list[i].event.EventType), i}
	}
	slices.SortFunc(keys, compare)
	return keys
}

// sorted returns the events, ordered by type and then by instant.
func (c *changes) sorted() []model.Event {
	events := make([]model.Event, len(c.list))
	for i, key := range c.sortKeys(byType) {
		events[i] = c.list[key.index].event
	}
	return events
}

// byType compares changes by type, then by instant, then by their order in the list.
func byType(a, b sortKey) int {
	if a.rank != b.rank {
		return cmp.Compare(a.rank, b.rank)
	}
	return byInstant(a, b)
}

// byInstant compares changes by instant, then by type, then by their order in the list.
func byInstant(a, b sortKey) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.index, b.index))
}

// contains reports whether t lies in the span of the changes.
func (c *changes) contains(t time.Duration) bool { return c.from < t && t <= c.to }

// add adds an event.
func (c *changes) add(at time.Duration, e model.Event) {
	c.list = append(c.list, change{at: at, event: e})
}

// addNode adds the changes of a node's state and their log lines.
func (c *changes) addNode(n *node) {
	if c.contains(n.since) {
		c.logNode(n.since, n, "INFO", "joined the cluster")
	}
	if c.world.drains.any {
		c.addDrains(n)
	}
	commanded, ahead := c.world.outages.commanded.of(n).len() > 0, time.Duration(0)
	switch {
	case commanded:
		c.addWarnings(n)
	case n.group.GPUs > 0:
		ahead = warnedBefore
	}
	for i := range c.world.outages.during(n, c.from, c.to+ahead) {
		if !commanded {
			c.warn(n, i)
		}
		for previous, t := range c.transitions(i) {
			c.addState(n, previous, t)
			c.logNode(t.at, n, t.level, t.text)
		}
	}
}

// addStates adds the changes of a node's state alone.
func (c *changes) addStates(n *node) {
	for i := range c.world.outages.during(n, c.from, c.to) {
		for previous, t := range c.transitions(i) {
			c.addState(n, previous, t)
		}
	}
}

// transitions yields the changes of state during an incident, each behind the state before.
func (c *changes) transitions(i incident) iter.Seq2[model.NodeState, transition] {
	return func(yield func(model.NodeState, transition) bool) {
		if !c.contains(i.unknown) && !c.contains(i.dead) && !c.contains(i.back) {
			return // Their texts cost more than all else.
		}
		previous := model.Alive
		for _, t := range i.transitions() {
			if c.contains(t.at) && !yield(previous, t) {
				return
			}
			previous = t.state
		}
	}
}

// addState adds one change of a node's state.
func (c *changes) addState(n *node, previous model.NodeState, t transition) {
	c.add(t.at, model.Event{EventType: model.EventNodeState, NodeID: n.id, Payload: &model.NodeStateChange{
		ID: n.id, State: t.state, PreviousState: previous, Reason: t.reason, At: c.stamp(t.at),
	}})
}

// addDrains adds the log lines for the beginning and the end of a node's drains.
func (c *changes) addDrains(n *node) {
	for _, d := range c.world.drains.after(n, c.from-1) {
		if d.from > c.to {
			return
		}
		for _, edge := range []struct {
			at   time.Duration
			text string
		}{{d.from, "is drained: no new task is placed on it"}, {d.to, "takes tasks again"}} {
			if c.contains(edge.at) {
				c.logNode(edge.at, n, "INFO", edge.text)
			}
		}
	}
}

// addTask adds the changes of a task's status and all its log lines.
func (c *changes) addTask(p *plan) {
	for i := p.stageAt(c.from); i < p.stages.len() && p.stages.at(i).from <= c.to; i++ {
		s := p.stages.at(i)
		if c.contains(s.from) {
			c.addStage(p, i)
		}
		if s.status == model.Running && p.end(i) > c.from {
			c.addMarks(p, s)
		}
	}
}

// addStage adds the events for the beginning of a stage. The first stage gives only a log line: submission does not
// change the status.
func (c *changes) addStage(p *plan, i int) {
	s := p.stages.at(i)
	if i > 0 {
		c.add(s.from, model.Event{EventType: model.EventTaskUpdate, TaskID: p.id, Payload: &model.TaskUpdate{
			ID: p.id, Status: s.status, PreviousStatus: p.stages.at(i - 1).status, Reason: s.reason,
			Nodes: c.gang.of(s.gang), At: c.stamp(s.from),
		}})
	}
	line := model.SystemLog{Level: "INFO", Category: "task", TaskID: p.id, Message: p.stageMessage(i)}
	switch {
	case s.status == model.Failed:
		line.Level = "ERROR"
	case s.cause != nil:
		line.Level, line.NodeID = "WARNING", s.cause.id
	}
	c.log(s.from, line)
}

// addMarks adds the log lines for the evaluations and checkpoints of a running stage, once in CheckpointEvery epochs.
func (c *changes) addMarks(p *plan, s *stage) {
	every := p.checkpointEvery
	position, _ := s.positionAt(max(c.from, s.from))
	first := max(1, int64(position/p.checkpointPeriod()))
	for n := first; n*every <= p.epochs; n++ {
		evaluated := s.instant(p.epochEnd(n*every) + p.evaluation)
		saved := s.instant(p.epochEnd(n*every) + p.evaluation + p.checkpoint)
		if evaluated > min(c.to, s.stopping) {
			return
		}
		if evaluated > s.firstStep() && c.contains(evaluated) {
			c.log(evaluated, model.SystemLog{
				Level: "INFO", Category: "evaluation", TaskID: p.id, Message: p.evaluationMessage(n*every, evaluated),
			})
		}
		if saved > s.firstStep() && saved <= s.stopping && c.contains(saved) {
			c.log(saved, model.SystemLog{
				Level: "INFO", Category: "checkpoint", TaskID: p.id, Message: p.checkpointMessage(n * every),
			})
		}
	}
}

// logNode adds a log line about a node.
func (c *changes) logNode(at time.Duration, n *node, level, text string) {
	message := "Node " + n.id + " (" + n.ip + ") " + text
	c.log(at, model.SystemLog{Level: level, Message: message, Category: "node", NodeID: n.id})
}

// log adds a log line.
func (c *changes) log(at time.Duration, line model.SystemLog) {
	line.At = c.stamp(at)
	c.add(at, model.Event{
		EventType: model.EventSystemLog, NodeID: line.NodeID, TaskID: line.TaskID, Payload: &line,
	})
}

// stamp formats an instant.
func (c *changes) stamp(at time.Duration) string {
	if c.stampText == "" || at != c.stamped {
		c.stamped, c.stampText = at, c.world.stamp(at)
	}
	return c.stampText
}
