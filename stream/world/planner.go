package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// assignment describes a task to be planned.
type assignment struct {
	id  string
	key chance.Key
	job *model.Job
	// pool lists the nodes that the task may use: the gang and its spares. They are free from ready on.
	pool  []*node
	ready time.Duration
	// submitted is when the task is asked for, and limit the latest instant at which it ends. span is the length of the
	// slot's run: the task and the idle time after it. It is set only if the job has an occupancy.
	submitted, limit, span time.Duration
	// orders are those to the task.
	orders orders
}

// planner computes the plan of one task, stage by stage, from the times at which its nodes are lost, slow or drained.
type planner struct {
	*plan
	task      assignment
	outages   outages
	slowdowns slowdowns
	drains    drains
	// size is the number of nodes in the gang.
	size int
}

// newPlan plans a task from its submission on.
func (c *conditions) newPlan(a assignment) *plan {
	pl := c.newPlanner(&plan{
		id: a.id, key: a.key, job: a.job, submitted: a.submitted, effort: drawEffort(a.key, a.job),
		cpuMode: drawMode(a.key.Of(aboutCPU), cpuModes),
		started: never, ended: never, intent: intent{limit: a.limit}, physics: c.physics,
	}, a)
	pl.draw(c.stragglers)
	pl.planFromSubmission()
	if pl.started != never {
		pl.start = c.stamp(pl.started)
	}
	pl.addRequestedSpikes(always)
	return pl.plan
}

// newPlanner returns a planner that continues a plan.
func (c *conditions) newPlanner(p *plan, a assignment) *planner {
	return &planner{
		plan: p, task: a, outages: c.outages, slowdowns: c.slowdowns, drains: c.drains,
		size: min(a.job.Nodes, len(a.pool)),
	}
}

// planFromSubmission adds all stages of the task.
func (pl *planner) planFromSubmission() {
	pl.add(stage{
		from: pl.submitted, status: model.Pending, gang: pl.task.pool[:pl.size],
		reason: "waiting for " + nodes(pl.size),
	})
	queue := chance.Spread(pl.key.Of(aboutQueue), time.Second, max(pl.job.Queue, 2*time.Second))
	pl.continueFrom(max(pl.task.ready, pl.submitted+queue))
}

// continueFrom adds the stages from the instant at which the task looks for nodes, until the task has ended.
func (pl *planner) continueFrom(searchFrom time.Duration) {
	for pl.ended == never {
		gang, at := pl.assemble(searchFrom)
		gaveUp := gang == nil && at < pl.limit
		if o, ok := pl.firstOrder(pl.last().from, min(at, pl.limit), endsTask); ok {
			pl.finish(o.at, o.ends, o.reason)
			return
		}
		if at >= pl.limit {
			pl.finish(pl.limit, model.Failed, "time limit reached")
			return
		}
		if gaveUp {
			pl.finish(at, model.Failed, "gave up: "+nodes(pl.size)+" are rarely available at the same time")
			return
		}
		if searchFrom = pl.startOrResume(gang, at); searchFrom == never {
			return
		}
	}
}

// startOrResume adds a running stage from the newest checkpoint on, and the stage that follows. It returns the instant
// at which the task next looks for nodes, or never.
func (pl *planner) startOrResume(gang []*node, from time.Duration) time.Duration {
	s := stage{from: from, status: model.Running, gang: gang, reason: "started on " + nodes(len(gang))}
	if pl.started == never {
		pl.started = from
	} else {
		last := pl.last()
		s.position, s.best = pl.lastCheckpoint(last.position), last.best
		s.reason = "resumed from the checkpoint at step " + count(pl.schedule.at(s.position).step)
		if s.position == 0 {
			s.reason = "started again, for want of a checkpoint"
		}
	}
	return pl.begin(s, from+pl.job.Startup)
}

// begin adds a running stage, whose first step begins at firstStep. It returns as proceed does.
func (pl *planner) begin(s stage, firstStep time.Duration) time.Duration {
	s.segments.add(segment{from: firstStep, position: s.position})
	return pl.proceed(s, firstStep)
}

// proceed adds a running stage, whose pace is known up to an instant, and the stage that follows. It returns the
// instant at which the task next looks for nodes, or never if the plan is complete.
func (pl *planner) proceed(s stage, known time.Duration) time.Duration {
	s.planned = new(pl.intent)
	pl.setSegments(&s, known)
	// A node that is lost at the very end no longer matters.
	n, outage, found := pl.firstLoss(s.gang, s.from, s.stopping-1)
	end := s.stopping
	if found {
		end = min(outage.tasksEnd(), pl.limit)
		s.stopping = min(s.stopping, outage.lost)
	}
	if o, ok := pl.nextOrder(s, end); ok {
		return pl.apply(s, o)
	}
	pl.add(s)
	switch {
	case !found:
		pl.finishByItself(s)
		return never
	case outage.tasksEnd() >= pl.limit:
		pl.finish(pl.limit, model.Failed, "time limit reached")
		return never
	}
	return pl.loseNode(n, outage)
}

// teardown is the shortest time for which a task is pending after the loss of a node: Ray ends the processes on the
// other nodes and places all of them anew.
const teardown = 3 * time.Second

// loseNode adds the pending stage that begins when a lost node makes the gang fail. It returns the instant at which the
// task next looks for nodes.
func (pl *planner) loseNode(n *node, outage incident) time.Duration {
	m := pl.at(outage.lost)
	pl.add(stage{
		from: outage.tasksEnd(), status: model.Pending, gang: m.stage.gang, cause: n, position: m.position, best: m.best,
		reason: "node " + n.id + " does not answer",
	})
	return outage.tasksEnd() + teardown
}

// setSegments sets the pace of a running stage, and the instant at which its steps stop: at the goal or the limit. The
// pace is known up to an instant: all segments that begin before it are kept, but for the last, which may be longer or
// shorter now. So thousands of changes cost little each.
func (pl *planner) setSegments(s *stage, known time.Duration) {
	kept := max(0, s.segments.search(func(l *segment) bool { return l.from >= known })-1)
	t, position := s.segments.at(kept).from, s.segments.at(kept).position
	s.segments, s.stopping = s.segments.cut(kept), pl.limit
	for {
		factor, next := pl.slowdowns.ofGang(s.gang, t)
		now := segment{from: t, position: position, rate: 1 / factor}
		silent, change := pl.outages.silent(s.gang, t)
		next = min(next, change)
		if silent {
			now.rate = 0
		}
		s.segments.add(now)
		if arrival := t + scale(pl.goal-position, factor); !silent && (arrival <= next || next >= pl.limit) {
			s.stopping = min(arrival, pl.limit)
			return
		}
		t, position = next, now.at(next)
	}
}

// firstLoss returns the outage of a node that ends a gang first, among those that begin in (after, until]. It sets the
// last contact to the earliest of them, because the gang hangs from then on.
func (pl *planner) firstLoss(gang []*node, after, until time.Duration) (lostNode *node, first incident, ok bool) {
	silentFrom := never
	for _, n := range gang {
		i, found := pl.outages.first(n, after, until)
		if !found {
			continue
		}
		silentFrom = min(silentFrom, i.lost)
		if !ok || i.tasksEnd() < first.tasksEnd() {
			lostNode, first, ok = n, i, true
		}
	}
	first.lost = min(first.lost, silentFrom)
	return lostNode, first, ok
}

// finishByItself ends a task after its last running stage: at the goal, or at the limit if that comes first.
func (pl *planner) finishByItself(s stage) {
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

// add appends a stage.
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
