package world

import "time"

// planner lays out the life of one task, given the nodes that it may use and how those get lost.
type planner struct {
	*plan
	incidents incidents
	// pool are the nodes of the slot: as many as the gang needs, and its spares.
	pool []*node
	// size is that of the gang.
	size int
	// limit is when the task is ended in any case, because the slot's next one is about to come.
	limit time.Duration
	// goal is the position at which the outcome is reached.
	goal    time.Duration
	outcome Status
}

// minGap is the least part of a period that a slot stays empty between two tasks.
const minGap = 0.03

// newPlan is the plan of a task that is submitted at one instant and over by another.
func newPlan(id string, k key, job *Job, pool []*node, in incidents, submitted, limit time.Duration) *plan {
	pl := planner{
		plan: &plan{
			id: id, key: k, job: job, submitted: submitted, started: never, ended: never,
			course: newCourse(job, k.of(aboutPace).between(0.92, 1.08)),
		},
		incidents: in, pool: pool, size: min(job.Nodes, len(pool)), limit: limit,
	}
	pl.outcome, pl.goal = pl.draw()
	pl.lay()
	return pl.plan
}

// draw decides how the task ends if nothing comes in between, and where on its course.
func (pl *planner) draw() (Status, time.Duration) {
	u := pl.key.of(aboutOutcome).unit()
	cut := time.Duration(pl.key.of(aboutCut).between(0.1, 0.95) * float64(pl.length()))
	switch {
	case u < pl.job.Failed:
		return Failed, cut
	case u < pl.job.Failed+pl.job.Cancelled:
		return Cancelled, cut
	default:
		return Completed, pl.length()
	}
}

// lay adds stage after stage until the task has ended.
func (pl *planner) lay() {
	t := pl.submitted
	pl.add(stage{from: t, status: Pending, reason: "waiting for " + nodes(pl.size), gang: pl.pool[:pl.size]})
	t += spread(pl.key.of(aboutQueue), time.Second, max(pl.job.Queue, time.Second))
	for t < pl.limit && pl.ended == never {
		gang, ready := pl.assemble(t)
		if ready >= pl.limit {
			break
		}
		t = pl.run(gang, ready)
	}
	if pl.ended == never {
		pl.finish(pl.limit, Failed, "time limit reached")
	}
}

// assemble finds the first instant from t on at which enough nodes of the pool are there, and takes them.
func (pl *planner) assemble(t time.Duration) ([]*node, time.Duration) {
	for t < pl.limit {
		gang := make([]*node, 0, pl.size)
		next := never
		for _, n := range pl.pool {
			if i, away := pl.incidents.at(n, t); away {
				next = min(next, i.back)
			} else if len(gang) < pl.size {
				gang = append(gang, n)
			}
		}
		if len(gang) == pl.size {
			return gang, t
		}
		t = next
	}
	return nil, never
}

// run adds a running stage from the newest checkpoint on. It returns when to look for nodes again if it is interrupted.
func (pl *planner) run(gang []*node, from time.Duration) time.Duration {
	s := stage{from: from, status: Running, gang: gang, reason: "started on " + nodes(len(gang)), moving: from + pl.job.Startup}
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
	s.stopping = min(s.instant(pl.goal), pl.limit)
	victim, loss, lost := pl.firstLoss(gang, from, s.stopping)
	if !lost || loss.unknown >= pl.limit {
		pl.add(s)
		pl.conclude(s)
		return s.stopping
	}
	s.stopping = loss.lost
	pl.add(s)
	m := pl.at(loss.lost)
	pl.add(stage{
		from: loss.unknown, status: Pending, gang: gang, cause: victim, position: m.position, best: m.best,
		reason: "node " + victim.id + " does not answer",
	})
	return min(loss.dead, loss.back)
}

// firstLoss is the earliest incident of a gang in (after, until].
func (pl *planner) firstLoss(gang []*node, after, until time.Duration) (victim *node, first incident, ok bool) {
	for _, n := range gang {
		if i, found := pl.incidents.first(n, after, until); found && (!ok || i.lost < first.lost) {
			victim, first, ok = n, i, true
		}
	}
	return victim, first, ok
}

// conclude ends a task whose last running stage nothing interrupts.
func (pl *planner) conclude(s stage) {
	switch {
	case s.stopping < s.instant(pl.goal):
		pl.finish(pl.limit, Failed, "time limit reached")
	case pl.outcome == Failed:
		pl.finish(s.stopping, Failed, failure(pl.key, pl.job))
	case pl.outcome == Cancelled:
		pl.finish(s.stopping, Cancelled, "cancelled by its owner")
	default:
		pl.finish(s.stopping, Completed, "all "+count(pl.epochs)+" "+epochWord(pl.job.Kind, pl.epochs)+" done")
	}
}

// finish adds the last stage.
func (pl *planner) finish(at time.Duration, status Status, reason string) {
	m := pl.at(at)
	pl.ended = at
	pl.add(stage{from: at, status: status, reason: reason, gang: m.stage.gang, position: m.position, best: m.best})
}

func (pl *planner) add(s stage)  { pl.stages = append(pl.stages, s) }
func (pl *planner) last() *stage { return &pl.stages[len(pl.stages)-1] }

// failure is why a task fails on its own, in the words of its log.
func failure(k key, job *Job) string {
	reasons := []string{
		"CUDA out of memory in the backward pass", "data loader worker exited unexpectedly",
		"checkpoint could not be written: no space left on device", "assertion failed: label out of range",
	}
	if job.Kind == Federated {
		reasons = []string{"too few clients answered the round", "client model has other shapes than the server's"}
	}
	return reasons[k.of(aboutReason).below(len(reasons))]
}
