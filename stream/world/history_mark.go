package world

import (
	"time"

	"trainmock/stream/model"
)

// maxMarks is the largest number of events in a history. Older ones are left out.
const maxMarks = 1000

// maxWindows limits how many incident windows are searched for a node's marks, backwards from the end of the span.
// With an incident every 75 s they reach back over two years.
const maxWindows = 1_000_000

// taskMarks returns the events of a task in (from, to], and the state changes of the nodes that it involved at the
// time.
func (w *World) taskMarks(p *plan, from, to time.Duration) []model.Mark {
	return w.marks(max(from, p.submitted-time.Microsecond), min(to, p.ended), maxMarks, func(c *changes) {
		c.addTask(p)
		c.addGangs(p)
	})
}

// nodeMarks returns the events of a node in (from, to].
func (w *World) nodeMarks(n *node, from, to time.Duration) []model.Mark {
	if window := w.outages.window; window > 0 && (to-from)/window > maxWindows {
		from = to - maxWindows*window
	}
	return w.marks(from, to, maxMarks, func(c *changes) {
		c.addNode(n)
		c.addInterruptions(n)
	})
}

// firstReach is how far marks first looks back: over all of a history of the usual length. At the pace of a demo that
// has some hundred changes.
const firstReach = 10 * time.Minute

// marks returns the newest changes in (from, to] that gather finds, at most so many. It looks back from the end, by
// spans that each reach twice as far, until it has enough, so that a long and busy span costs no more than a short one.
func (w *World) marks(from, to time.Duration, most int, gather func(*changes)) []model.Mark {
	found := changes{world: w}
	for end, reach := to, firstReach; from < end && len(found.list) < most; reach *= 2 {
		c := changes{world: w, from: max(from, to-reach), to: end}
		gather(&c)
		found.list = append(found.list, c.list...)
		end = c.from
	}
	return found.newest(most)
}

// newest returns the last changes in time order, at most so many. Changes at the same instant are ordered by type.
func (c *changes) newest(most int) []model.Mark {
	keys := c.sortKeys(byInstant)
	keys = keys[max(0, len(keys)-most):]
	marks := make([]model.Mark, len(keys))
	for i, key := range keys {
		e := c.list[key.index].event
		marks[i] = model.Mark{Time: c.world.stamp(key.at), Type: e.Type, Payload: e.Payload}
	}
	return marks
}

// addGangs adds the state changes of a task's nodes, for each stage those of its own gang. A change at the end of a
// stage still belongs to it.
func (c *changes) addGangs(p *plan) {
	for i, s := range p.stages.from(0) {
		during := changes{world: c.world, from: max(c.from, s.from), to: min(c.to, p.end(i)), list: c.list}
		if during.from >= during.to {
			continue
		}
		for _, n := range s.gang {
			during.addStates(n)
		}
		c.list = during.list
	}
}

// addInterruptions adds the log lines of the tasks that the loss of a node interrupted.
func (c *changes) addInterruptions(n *node) {
	for i := range c.world.outages.during(n, c.from, c.to) {
		if !i.fatal() || !c.contains(i.tasksEnd()) {
			continue
		}
		moment := changes{world: c.world, from: i.tasksEnd() - time.Microsecond, to: i.tasksEnd()}
		for _, p := range c.world.appendPlansOn(nil, n, i.tasksEnd(), i.tasksEnd()) {
			moment.addTask(p)
		}
		for _, change := range moment.list {
			if change.event.NodeID == n.id {
				c.list = append(c.list, change)
			}
		}
	}
}
