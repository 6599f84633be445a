package world

import (
	"sort"
	"time"
)

// plan is the whole life of one task, from its submission on. It is derived from the task's id, its slot and the
// incidents of its nodes, and never changes.
type plan struct {
	id  string
	key key
	job *Job
	course
	submitted time.Duration
	// started is when the first step's preparation begins; never if it does not.
	started time.Duration
	// ended is the instant of the last stage; never while the plan is being made.
	ended  time.Duration
	stages []stage
}

// stage is a time during which a task keeps its status. The last one has no end.
type stage struct {
	from   time.Duration
	status Status
	// reason says why the stage began, in words for people.
	reason string
	gang   []*node
	// cause is the node whose loss ended the stage before, if that is what did.
	cause *node
	// position is where on the course the stage begins, best the most work that was done before it.
	position, best time.Duration
	// moving and stopping are when the position begins and ceases to move; only while running.
	moving, stopping time.Duration
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
	// best is the most work that was ever done.
	best time.Duration
}

// at is the task at t. Before its submission it is as it will be then.
func (p *plan) at(t time.Duration) moment {
	i := max(0, sort.Search(len(p.stages), func(i int) bool { return p.stages[i].from > t })-1)
	s := &p.stages[i]
	m := moment{plan: p, t: t, stage: s, index: i, position: s.position}
	if s.status != Running {
		m.place = p.course.at(s.position)
		m.phase, m.best = resting, max(s.best, m.work)
		return m
	}
	m.position += max(0, min(t, s.stopping)-s.moving)
	m.place = p.course.at(m.position)
	m.best = max(s.best, m.work)
	switch {
	case t < s.moving:
		m.phase = starting
	case t >= s.stopping:
		m.phase = stalled
	}
	return m
}

// remaining is the time until the task is done if nothing else happens.
func (m moment) remaining() time.Duration {
	return m.length() - m.position + max(0, m.stage.moving-m.t)
}

// has says whether n is in the stage's gang. Derived nodes are made anew for every question, so the id decides.
func (s *stage) has(n *node) bool {
	for _, g := range s.gang {
		if g == n || g.id == n.id {
			return true
		}
	}
	return false
}

// instant is when, during a running stage, the course passes a position.
func (s *stage) instant(position time.Duration) time.Duration {
	return s.moving + position - s.position
}

// end is when the i-th stage is over.
func (p *plan) end(i int) time.Duration {
	if i+1 < len(p.stages) {
		return p.stages[i+1].from
	}
	return never
}
