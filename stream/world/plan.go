package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// plan is the life of one task from its submission on. It follows from the task's id, the incidents of its nodes and
// the commands that name it. It never changes.
type plan struct {
	id  string
	key chance.Key
	job *model.Job
	schedule
	// stragglerFactor is the factor by which the slowest node of the gang holds up every step, at least 1. straggler
	// is that node's index in the gang.
	stragglerFactor float64
	straggler       int
	fit
	links
	// effort is how the task's GPUs work, and cpuMode what it takes of the CPUs of a node with GPUs, relative to
	// hostLevels.
	effort  effort
	cpuMode float64
	shortage
	spikes
	physics *physics
	intent
	submitted time.Duration
	// started is when the task first occupies its gang, or never. start is its stamp.
	started time.Duration
	start   string
	// ended is the instant of the last stage, or never if the task does not end.
	ended  time.Duration
	stages blocks[stage]
}

// outdated is a plan that holds only before an instant. At that instant an order came, or one of the nodes began to be
// away, slow or drained at other times. The zero value holds at no time.
type outdated struct {
	*plan
	until time.Duration
}

// intent is the end that a task is heading for.
type intent struct {
	// limit is when the task ends at the latest: the limit of its assignment, extended by the time that it was paused.
	limit time.Duration
	// checked counts how often the plan has looked whether a node is available.
	checked int
	// carriedOut is the number of orders that have taken effect.
	carriedOut int
	// goal is the position at which the task ends with this outcome and reason.
	goal    time.Duration
	outcome model.Status
	reason  string
	// divergences lists where the loss diverges. A visible one replaces those before it.
	divergences []divergence
}

// stage is a span of time during which a task keeps its status. The last stage has no end.
type stage struct {
	from   time.Duration
	status model.Status
	// reason says why the stage began, as the log shows it.
	reason string
	gang   []*node
	// members is the gang as a set, if it is large.
	members nodeSet
	// cause is the node whose loss ended the stage before, or nil.
	cause *node
	// position is where in the schedule the stage begins. best is the most work that was done before it.
	position, best time.Duration
	// segments is the pace of the stage, and stopping the instant at which steps cease. They are set only while running.
	segments blocks[segment]
	stopping time.Duration
	// planned is the intent when the stage began. It is set only while running.
	planned *intent
}

// segment is a part of a running stage at one pace.
type segment struct {
	from     time.Duration
	position time.Duration
	// rate is the progress of the position per time: 1, less if a node is slow, 0 if one is silent for a moment.
	rate float64
}

// at returns the position at t, which is not before the segment.
func (l segment) at(t time.Duration) time.Duration { return l.position + scale(t-l.from, l.rate) }

// scale returns d·factor.
func scale(d time.Duration, factor float64) time.Duration {
	if factor == 1 {
		return d
	}
	return time.Duration(float64(d) * factor)
}

// startAt returns the start time as it is known at t: until the task starts, its submission.
func (p *plan) startAt(t time.Duration) time.Duration {
	if t >= p.started {
		return p.started
	}
	return p.submitted
}

// moment is a task at one instant.
type moment struct {
	*plan
	t     time.Duration
	stage *stage
	// index is the stage's index in the plan.
	index    int
	position time.Duration
	point
	// rate is the rate of the segment, or 0 while no step is made.
	rate float64
	// best is the most work that was done up to t.
	best time.Duration
}

// at returns the task at t. Before the submission it returns the task as submitted.
func (p *plan) at(t time.Duration) moment {
	i := p.stageAt(t)
	s := p.stages.at(i)
	m := moment{plan: p, t: t, stage: s, index: i, position: s.position}
	if s.status == model.Running {
		m.position, m.rate = s.positionAt(t)
	}
	m.point = p.schedule.at(m.position)
	if m.phase == training {
		m.point.step = p.stepsDone(p.key, m.work, m.evaluations)
	}
	m.best = max(s.best, m.work)
	switch {
	case s.status == model.Paused:
		m.phase = holding
	case s.status != model.Running:
		m.phase = resting
	case t < s.firstStep():
		m.phase = starting
	case t >= s.stopping || m.rate == 0:
		m.phase, m.rate = stalled, 0
	}
	return m
}

// stageAt returns the index of the stage at t. Before the submission that is the first.
func (p *plan) stageAt(t time.Duration) int {
	return max(0, p.stages.search(func(s *stage) bool { return s.from > t })-1)
}

// remaining returns the time until the task is complete if nothing else happens.
func (m moment) remaining() time.Duration {
	rate := m.rate
	if rate == 0 {
		rate = 1
	}
	return scale(m.length()-m.position, 1/rate) + max(0, m.stage.firstStep()-m.t)
}

// firstStep returns when the first step of a running stage begins.
func (s *stage) firstStep() time.Duration { return s.segments.at(0).from }

// positionAt returns the position of a running stage at t and its rate. The rate is 0 before the first step.
func (s *stage) positionAt(t time.Duration) (position time.Duration, rate float64) {
	t = min(t, s.stopping)
	if t < s.firstStep() {
		return s.position, 0
	}
	l := s.segments.at(s.segmentAt(t))
	return l.at(t), l.rate
}

// segmentAt returns the index of the segment at t in a running stage. Before the first step that is the first segment.
func (s *stage) segmentAt(t time.Duration) int {
	return max(0, s.segments.search(func(l *segment) bool { return l.from > t })-1)
}

// segmentEnd returns when the i-th segment of a running stage is over, or no more steps are made in it.
func (s *stage) segmentEnd(i int) time.Duration {
	if i+1 < s.segments.len() {
		return min(s.stopping, s.segments.at(i+1).from)
	}
	return s.stopping
}

// instant returns when a running stage reaches a position.
func (s *stage) instant(position time.Duration) time.Duration {
	i := s.segments.search(func(l *segment) bool { return l.position > position })
	l := s.segments.at(max(0, i-1))
	if l.rate == 0 {
		return l.from
	}
	return l.from + scale(position-l.position, 1/l.rate)
}

// largeGang is the size of a gang from which on a set is faster than a search. Gangs of derived tasks are smaller.
const largeGang = 16

// has reports whether n is in the stage's gang. It compares ids because a derived node is created anew for each
// question.
func (s *stage) has(n *node) bool {
	if len(s.gang) > largeGang {
		return s.members.has(n)
	}
	for _, g := range s.gang {
		if g == n || g.id == n.id {
			return true
		}
	}
	return false
}

// setMembers sets the node set of a large gang. It reuses the set of the stage before if the gang is the same.
func (s *stage) setMembers(before *stage) {
	switch {
	case len(s.gang) <= largeGang:
	case before != nil && sameGang(before.gang, s.gang):
		s.members = before.members
	default:
		s.members = newNodeSet(s.gang)
	}
}

// sameGang reports whether two gangs are one list.
func sameGang(a, b []*node) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// trim drops the segments at the end during which no step is made. A stage is then the same whether it ended because a
// node fell silent, or a node happened to be silent when it ended.
func (s *stage) trim() {
	kept := s.segments.len()
	for kept > 1 {
		last := s.segments.at(kept - 1)
		if last.rate > 0 && last.from < s.stopping {
			break
		}
		s.stopping = min(s.stopping, last.from)
		kept--
	}
	if kept < s.segments.len() {
		s.segments = s.segments.cut(kept)
	}
	if kept > 0 && s.firstStep() >= s.stopping {
		s.segments.at(0).rate, s.stopping = 0, s.firstStep()
	}
}

// end returns when the i-th stage is over. For the last one it returns never.
func (p *plan) end(i int) time.Duration {
	if i+1 < p.stages.len() {
		return p.stages.at(i + 1).from
	}
	return never
}
