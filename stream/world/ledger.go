package world

import (
	"time"

	"trainmock/stream/model"
)

// ledger collects how the nodes spent (from, to].
type ledger struct {
	world    *World
	from, to time.Duration
	// used is what tasks have had of the nodes.
	used  []usage
	spent Spent
}

// Spent returns how all nodes spent the span from one instant to another. It plans every task of the span, and calls
// pause behind each, if that is not nil.
func (w *World) Spent(from, to time.Time, pause func()) Spent {
	w = w.Apart()
	l := ledger{world: w, from: w.At(from).t, to: w.At(to).t, used: make([]usage, len(w.nodes))}
	l.spent.Nodes = make([]NodeSpent, len(w.nodes))
	for _, st := range w.tasks.slots {
		l.addSlot(st, nil, pause)
	}
	for _, p := range w.tasks.started.during(&w.conditions, l.from, l.to) {
		l.addPlan(p, nil)
	}
	for i, n := range w.nodes {
		l.spent.Nodes[i] = l.node(n, &l.used[i])
	}
	return l.spent
}

// NodeSpent returns the same of the node with that id. It derives a node for an id that the world does not contain.
func (w *World) NodeSpent(id string, from, to time.Time) NodeSpent {
	w = w.Apart()
	n, _ := w.node(id)
	l := ledger{world: w, from: w.At(from).t, to: w.At(to).t, used: make([]usage, 1)}
	switch {
	case n.task != "":
		l.addPlan(w.onlyPlanOn(n, l.to), n)
	case n.slot != nil:
		l.addSlot(w.tasks.slots[n.slot.index], n, nil)
	case !n.derived:
		for task, p := range w.tasks.started.during(&w.conditions, l.from, l.to) {
			if task.set.has(n) {
				l.addPlan(p, n)
			}
		}
	}
	return l.node(n, &l.used[0])
}

// addSlot adds what the tasks of a slot have had of their nodes, or of one of them alone. It holds one plan at a time,
// because a long span may have many.
func (l *ledger) addSlot(st *slotTasks, only *node, pause func()) {
	first, last := st.runAt(l.from), st.runAt(l.to)
	for _, e := range st.commanded {
		if e.overruns && e.run < first && e.ended > l.from {
			l.addPlan(st.plan(&l.world.conditions, e.run), only)
		}
	}
	for run := first; run <= last; run++ {
		l.addPlan(st.plan(&l.world.conditions, run), only)
		if pause != nil {
			pause()
		}
	}
}

// addPlan adds what a task has had of its nodes, or of one of them alone.
func (l *ledger) addPlan(p *plan, only *node) {
	for i := p.stageAt(l.from); i < p.stages.len() && p.stages.at(i).from < l.to; i++ {
		s := p.stages.at(i)
		from, to := max(l.from, s.from), min(l.to, p.end(i))
		if from >= to || s.status != model.Running && s.status != model.Paused {
			continue
		}
		whole := p.usage(s, to)
		whole.add(p.usage(s, from), -1)
		for _, n := range s.gang {
			switch {
			case only == nil:
				l.addStage(&l.used[n.index], p, s, n, from, to, whole)
			case only == n || only.id == n.id:
				l.addStage(&l.used[0], p, s, n, from, to, whole)
			}
		}
	}
	if only == nil && p.ended > l.from && p.ended <= l.to {
		l.addEnd(p)
	}
}

// addStage adds what a stage has had of n in a part of it, unless n was away.
func (l *ledger) addStage(u *usage, p *plan, s *stage, n *node, from, to time.Duration, whole usage) {
	u.add(whole, 1)
	for i := range l.world.outages.during(n, from, to) {
		u.add(p.usage(s, min(to, i.back)), -1)
		u.add(p.usage(s, max(from, i.lost)), 1)
	}
}

// addEnd counts a task that ended.
func (l *ledger) addEnd(p *plan) {
	last := p.stages.at(p.stages.len() - 1)
	switch last.status {
	case model.Completed:
		l.spent.Completed++
	case model.Failed:
		l.spent.Failed++
	default:
		l.spent.Cancelled++
	}
	if p.started < p.ended {
		for _, n := range last.gang {
			l.spent.Workers += int64(max(1, n.group.GPUs))
		}
	}
}

// node returns how n spent the span, of which tasks have had a part.
func (l *ledger) node(n *node, used *usage) NodeSpent {
	from := max(l.from, n.since)
	s := NodeSpent{
		Present: max(0, l.to-from), sent: used[sent], received: used[received],
		Memory: l.world.memoryErrors(n, from, l.to),
	}
	for i := range l.world.outages.during(n, from, l.to) {
		s.Present -= max(0, min(l.to, i.back)-max(from, i.lost))
		if i.lost > from && i.lost <= l.to {
			s.Losses++
			s.Loss = &Loss{At: l.world.options.Start.Add(i.lost), Cause: i.cause}
		}
	}
	for phase := range s.Phases {
		s.Phases[phase] = time.Duration(used[phase])
	}
	s.capped, s.load = time.Duration(used[capped]), time.Duration(used[load])
	s.Phases[Resting] = max(0, s.Present-time.Duration(used[held]))
	return s
}
