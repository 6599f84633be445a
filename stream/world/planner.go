package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// minGap is the least part of a period that a slot stays empty between two tasks.
const minGap = 0.03

// assignment is what a task has to do, where and until when.
type assignment struct {
	id  string
	key chance.Key
	job *model.Job
	// pool are the nodes that the task may use: as many as the gang needs, and spares. ready says since when they are
	// free.
	pool  []*node
	ready time.Duration
	// submitted is when it is asked for, and limit when it is ended in any case.
	submitted, limit time.Duration
	// orders are those to the task, in order.
	orders *blocks[order]
}

// planner lays out the life of one task, given how its nodes get lost and slow.
type planner struct {
	*plan
	task      assignment
	outages   outages
	slowdowns slowdowns
	drains    drains
	// size is that of the gang.
	size int
}

// layOut plans a task.
func (c *conditions) layOut(a assignment) *plan {
	pl := c.planner(&plan{
		id: a.id, key: a.key, job: a.job, submitted: a.submitted,
		started: never, ended: never, intent: intent{limit: a.limit},
	}, a)
	pl.draw(c.stragglers)
	pl.lay()
	pl.addAsked(always)
	return pl.plan
}

// planner returns one that is to go on with a plan.
func (c *conditions) planner(p *plan, a assignment) *planner {
	return &planner{
		plan: p, task: a, outages: c.outages, slowdowns: c.slowdowns, drains: c.drains,
		size: min(a.job.Nodes, len(a.pool)),
	}
}

// lay adds stage after stage until the task has ended.
func (pl *planner) lay() {
	pl.add(stage{
		from: pl.submitted, status: model.Pending, reason: "waiting for " + nodes(pl.size), gang: pl.task.pool[:pl.size],
	})
	queue := chance.Spread(pl.key.Of(aboutQueue), time.Second, max(pl.job.Queue, 2*time.Second))
	pl.goOn(max(pl.task.ready, pl.submitted+queue))
}

// goOn adds stage after stage, from when nodes are looked for.
func (pl *planner) goOn(ready time.Duration) {
	for pl.ended == never {
		gang, at := pl.assemble(ready)
		if o, ok := pl.interruption(pl.last().from, min(at, pl.limit), endsTask); ok {
			pl.finish(o.at, o.ends, o.reason)
			return
		}
		if at >= pl.limit {
			pl.finish(pl.limit, model.Failed, "time limit reached")
			return
		}
		if ready = pl.run(gang, at); ready == never {
			return
		}
	}
}

// assemble finds the first instant from t on at which enough nodes of the pool are there, and takes them.
func (pl *planner) assemble(t time.Duration) ([]*node, time.Duration) {
	for t < pl.limit {
		gang, next := pl.available(t)
		if len(gang) == pl.size {
			return gang, t
		}
		t = next
	}
	return nil, never
}

// available returns the first nodes of the pool that can be used at t, at most as many as the gang needs, and when
// there may be more.
func (pl *planner) available(t time.Duration) (gang []*node, next time.Duration) {
	gang, next = make([]*node, 0, pl.size), never
	for _, n := range pl.task.pool {
		if i, away := pl.outages.at(n, t); away {
			next = min(next, i.back)
		} else if d, drained := pl.drains.at(n, t); drained {
			next = min(next, d.to)
		} else if len(gang) < pl.size {
			gang = append(gang, n)
		}
	}
	return gang, next
}

// run adds a running stage from the newest checkpoint on, and what ends it. It returns when to look for nodes again, or
// never if there is no more to do.
func (pl *planner) run(gang []*node, from time.Duration) time.Duration {
	s := stage{from: from, status: model.Running, gang: gang, reason: "started on " + nodes(len(gang))}
	if pl.started == never {
		pl.started = from
	} else {
		last := pl.last()
		s.position, s.best = pl.lastCheckpoint(last.position), last.best
		s.reason = "resumed from the checkpoint at step " + count(pl.course.at(s.position).step)
		if s.position == 0 {
			s.reason = "started again, for want of a checkpoint"
		}
	}
	return pl.proceed(s, from+pl.job.Startup)
}

// proceed moves a running stage on from an instant until something ends it.
func (pl *planner) proceed(s stage, moving time.Duration) time.Duration {
	s.planned = new(pl.intent)
	pl.setLegs(&s, moving)
	// A node that is lost at the very end no longer matters.
	victim, loss, lost := pl.firstLoss(s.gang, s.from, s.stopping-1)
	end := s.stopping
	if lost {
		end = min(loss.unknown, pl.limit)
		s.stopping = min(s.stopping, loss.lost)
	}
	o, ok := pl.interruption(s.from, end, anyOrder)
	if ok {
		end = o.at
	}
	if move, moves := pl.relocation(s, min(end, s.stopping)); moves {
		o, ok = move, true
	}
	if ok {
		return pl.apply(s, o)
	}
	pl.add(s)
	switch {
	case !lost:
		pl.conclude(s)
		return never
	case loss.unknown >= pl.limit:
		pl.finish(pl.limit, model.Failed, "time limit reached")
		return never
	}
	m := pl.at(loss.lost)
	pl.add(stage{
		from: loss.unknown, status: model.Pending, gang: s.gang, cause: victim, position: m.position, best: m.best,
		reason: "node " + victim.id + " does not answer",
	})
	return min(loss.dead, loss.back)
}

// setLegs gives a running stage its pace, up to the goal or the limit.
func (pl *planner) setLegs(s *stage, moving time.Duration) {
	s.legs, s.stopping = nil, pl.limit
	t, position := moving, s.position
	for {
		factor, next := pl.slowdowns.ofGang(s.gang, t)
		l := leg{from: t, position: position, rate: 1 / factor}
		silent, change := pl.outages.silent(s.gang, t)
		next = min(next, change)
		if silent {
			l.rate = 0
		}
		s.legs = append(s.legs, l)
		if arrival := t + scale(pl.goal-position, factor); !silent && (arrival <= next || next >= pl.limit) {
			s.stopping = min(arrival, pl.limit)
			return
		}
		t, position = next, l.at(next)
	}
}

// firstLoss is the incident of a gang, beginning in (after, until], that is noticed first. Its last contact is the
// earliest of all: from then on the gang waits.
func (pl *planner) firstLoss(gang []*node, after, until time.Duration) (victim *node, first incident, ok bool) {
	silent := never
	for _, n := range gang {
		i, found := pl.outages.first(n, after, until)
		if !found {
			continue
		}
		silent = min(silent, i.lost)
		if !ok || i.unknown < first.unknown {
			victim, first, ok = n, i, true
		}
	}
	first.lost = min(first.lost, silent)
	return victim, first, ok
}

// conclude ends a task whose last running stage nothing interrupts.
func (pl *planner) conclude(s stage) {
	if position, _ := s.positionAt(s.stopping); position < pl.goal && s.stopping >= pl.limit {
		pl.finish(pl.limit, model.Failed, "time limit reached")
		return
	}
	pl.finish(s.stopping, pl.outcome, pl.reason)
}

// finish adds the last stage.
func (pl *planner) finish(at time.Duration, status model.Status, reason string) {
	m := pl.at(at)
	pl.ended = at
	last := stage{from: at, status: status, reason: reason, gang: m.stage.gang, position: m.position, best: m.best}
	if status == model.Completed {
		last.position = pl.length()
	}
	pl.add(last)
}

// add adds a stage.
func (pl *planner) add(s stage) {
	var before *stage
	if pl.stages.len() > 0 {
		before = pl.last()
	}
	s.setMembers(before)
	s.trim()
	pl.stages.add(s)
}

func (pl *planner) last() *stage { return pl.stages.at(pl.stages.len() - 1) }
