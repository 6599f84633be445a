package world

import (
	"sort"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// plan is the whole life of one task, from its submission on. It is derived from the task's id, its nodes' incidents
// and the commands that name it, and never changes.
type plan struct {
	id  string
	key chance.Key
	job *model.Job
	course
	// drag is how many times longer its steps take because of the slowest node of the gang; slowest counts in the gang.
	drag    float64
	slowest int
	spikes
	intent
	submitted time.Duration
	// started is when the first step's preparation begins; never if it does not.
	started time.Duration
	// ended is the instant of the last stage; never if the task does not end.
	ended  time.Duration
	stages blocks[stage]
}

// outdated is a plan that holds before an instant, when something changed: an order to the task came, or one of its
// nodes is away, slow or drained at other times. Its zero value holds at no time.
type outdated struct {
	*plan
	until time.Duration
}

// intent is what a task heads for.
type intent struct {
	// limit is when it is ended in any case: the assignment's, later by as long as the task was paused.
	limit time.Duration
	// obeyed counts the orders that have had their effect.
	obeyed int
	// goal is the position at which the outcome is reached, and reason why the task then ends.
	goal    time.Duration
	outcome model.Status
	reason  string
	// divergences are what makes the loss diverge: the last one that is seen takes the place of those before it.
	divergences []divergence
}

// stage is a time during which a task keeps its status. The last one has no end.
type stage struct {
	from   time.Duration
	status model.Status
	// reason says why the stage began, in words for people.
	reason string
	gang   []*node
	// members holds a gang that is large.
	members nodeSet
	// cause is the node whose loss ended the stage before, if that is what did.
	cause *node
	// position is where on the course the stage begins, best the most work that was done before it.
	position, best time.Duration
	// legs are the pace at which the position moves, and stopping is when it ceases to; only while running.
	legs     []leg
	stopping time.Duration
	// planned is what the task headed for when the stage began; only while running.
	planned *intent
}

// leg is a part of a running stage at one pace.
type leg struct {
	from     time.Duration
	position time.Duration
	// rate is positions per time: 1, less where a node is slow, 0 where one is silent for a moment.
	rate float64
}

// at returns the position at t, which is not before the leg.
func (l leg) at(t time.Duration) time.Duration { return l.position + scale(t-l.from, l.rate) }

// scale returns d·factor.
func scale(d time.Duration, factor float64) time.Duration {
	if factor == 1 {
		return d
	}
	return time.Duration(float64(d) * factor)
}

// startAt returns the start that is known at t.
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
	// index is the stage's.
	index    int
	position time.Duration
	place
	// rate is that of the leg; 0 while nothing moves.
	rate float64
	// best is the most work that was ever done.
	best time.Duration
}

// at returns the task at t. Before its submission it is as it will be then.
func (p *plan) at(t time.Duration) moment {
	i := p.stageAt(t)
	s := p.stages.at(i)
	m := moment{plan: p, t: t, stage: s, index: i, position: s.position}
	if s.status == model.Running {
		m.position, m.rate = s.positionAt(t)
	}
	m.place = p.course.at(m.position)
	m.best = max(s.best, m.work)
	switch {
	case s.status == model.Paused:
		m.phase = holding
	case s.status != model.Running:
		m.phase = resting
	case t < s.moving():
		m.phase = starting
	case t >= s.stopping || m.rate == 0:
		m.phase, m.rate = stalled, 0
	}
	return m
}

// stageAt returns the number of the stage at t: before the submission, the first one.
func (p *plan) stageAt(t time.Duration) int {
	return max(0, p.stages.search(func(s *stage) bool { return s.from > t })-1)
}

// remaining returns the time until the task is done if nothing else happens.
func (m moment) remaining() time.Duration {
	rate := m.rate
	if rate == 0 {
		rate = 1
	}
	return scale(m.length()-m.position, 1/rate) + max(0, m.stage.moving()-m.t)
}

// moving returns when the position of a running stage begins to move.
func (s *stage) moving() time.Duration { return s.legs[0].from }

// positionAt returns where a running stage is at t, and its rate; 0 while it prepares.
func (s *stage) positionAt(t time.Duration) (position time.Duration, rate float64) {
	t = min(t, s.stopping)
	if t < s.moving() {
		return s.position, 0
	}
	l := s.legs[s.legAt(t)]
	return l.at(t), l.rate
}

// legAt returns the number of the leg of a running stage at t: before it moves, the first one.
func (s *stage) legAt(t time.Duration) int {
	return max(0, sort.Search(len(s.legs), func(i int) bool { return s.legs[i].from > t })-1)
}

// instant returns when, during a running stage, the course passes a position.
func (s *stage) instant(position time.Duration) time.Duration {
	i := sort.Search(len(s.legs), func(i int) bool { return s.legs[i].position > position })
	l := s.legs[max(0, i-1)]
	if l.rate == 0 {
		return l.from
	}
	return l.from + scale(position-l.position, 1/l.rate)
}

// largeGang is how many nodes it takes for a set to be faster than a look at each. Those of derived tasks have fewer.
const largeGang = 16

// has reports whether n is in the stage's gang. Derived nodes are made anew for every question, so their id decides.
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

// setMembers makes the set of a large gang, or takes that of a stage before with the same.
func (s *stage) setMembers(before *stage) {
	switch {
	case len(s.gang) <= largeGang:
	case before != nil && len(before.gang) == len(s.gang) && &before.gang[0] == &s.gang[0]:
		s.members = before.members
	default:
		s.members = newNodeSet(s.gang)
	}
}

// trim leaves out the legs on which nothing moves any more, so that a stage is the same whether it ended because a node
// fell silent, or a node was silent when it ended.
func (s *stage) trim() {
	for last := len(s.legs) - 1; last > 0 && (s.legs[last].rate == 0 || s.legs[last].from >= s.stopping); last-- {
		s.stopping = min(s.stopping, s.legs[last].from)
		s.legs = s.legs[:last]
	}
	if len(s.legs) > 0 && s.legs[0].from >= s.stopping {
		s.legs[0].rate, s.stopping = 0, s.legs[0].from
	}
}

// end returns when the i-th stage is over.
func (p *plan) end(i int) time.Duration {
	if i+1 < p.stages.len() {
		return p.stages.at(i + 1).from
	}
	return never
}
