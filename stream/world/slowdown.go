package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// slowdowns answers by how much nodes are slower than they should be: because their GPUs are too hot, or because a
// command says so.
type slowdowns struct {
	model.Throttling
	window time.Duration
	// commanded are the factors that commands set, by node and in order.
	commanded perNode[slowdown]
}

// slowdown is a factor that holds from an instant on; 1 is none.
type slowdown struct {
	from   time.Duration
	factor float64
}

func newSlowdowns(spec model.Throttling) slowdowns {
	s := slowdowns{Throttling: spec}
	if spec.Rate > 0 {
		s.window = max(time.Duration(regularity*1000*24*float64(time.Hour)/spec.Rate), 4*spec.Max)
	}
	return s
}

// with returns the slowdowns with one more factor of n. One of 1 that changes nothing is left out.
func (s slowdowns) with(n *node, c slowdown) slowdowns {
	list := s.commanded.of(n)
	if c.factor == 1 && list.len() == 0 {
		return s
	}
	i := after(list, c.from)
	s.commanded = s.commanded.with(n, list.replaced(i, i, c))
	return s
}

// none reports whether no node is ever slow.
func (s *slowdowns) none() bool { return s.Rate == 0 && !s.commanded.any }

// factor returns how many times longer a step takes because of n at t, at least 1.
func (s *slowdowns) factor(n *node, t time.Duration) float64 {
	factor := 1.0
	if list := s.commanded.of(n); list.len() > 0 {
		if i := after(list, t); i > 0 {
			factor = list.at(i - 1).factor
		}
	}
	if s.throttled(n, t) {
		return max(factor, s.Factor)
	}
	return factor
}

// after returns the place of the first of the slowdowns, in order, that begins after t.
func after(list *blocks[slowdown], t time.Duration) int {
	return list.search(func(s *slowdown) bool { return s.from > t })
}

// throttled reports whether the GPUs of n are at their temperature limit at t.
func (s *slowdowns) throttled(n *node, t time.Duration) bool {
	if s.Rate == 0 || n.group.GPUs == 0 || n.derived {
		return false
	}
	window, _ := chance.Window(t, s.window)
	from, to, ok := s.episode(n, window)
	return ok && from <= t && t < to
}

// episode returns the time in a window in which n is throttled, if there is one.
func (s *slowdowns) episode(n *node, window int64) (from, to time.Duration, ok bool) {
	k := n.key.Of(aboutThrottling, uint64(window))
	if k.Unit() >= regularity {
		return 0, 0, false
	}
	lasts := chance.Spread(k.Of(1), s.Min, s.Max)
	from = time.Duration(window)*s.window + chance.Spread(k.Of(2), 0, s.window-lasts)
	return from, from + lasts, true
}

// next returns the first instant after t at which the factor of n may change; never if it does not.
func (s *slowdowns) next(n *node, t time.Duration) time.Duration {
	first := never
	if list := s.commanded.of(n); list.len() > 0 {
		if i := after(list, t); i < list.len() {
			first = list.at(i).from
		}
	}
	if s.Rate == 0 || n.group.GPUs == 0 || n.derived {
		return first
	}
	window, _ := chance.Window(t, s.window)
	for w := window; w <= window+1; w++ {
		from, to, ok := s.episode(n, w)
		for _, edge := range []time.Duration{from, to} {
			if ok && edge > t {
				return min(first, edge)
			}
		}
	}
	// The episode of a later window, if there is one, is looked for from the beginning of that window on.
	return min(first, time.Duration(window+2)*s.window)
}

// ofGang returns the factor of the slowest node of a gang, and when it may change next.
func (s *slowdowns) ofGang(gang []*node, t time.Duration) (factor float64, next time.Duration) {
	factor, next = 1, never
	if s.none() {
		return factor, next
	}
	for _, n := range gang {
		factor, next = max(factor, s.factor(n, t)), min(next, s.next(n, t))
	}
	return factor, next
}
