package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// slowdowns knows by how much nodes are slow: because their GPUs are too hot, or because of a command. It is
// immutable: a change returns a new value.
type slowdowns struct {
	model.Throttling
	window time.Duration
	// commanded holds the factors that commands set, for each node in order.
	commanded perNode[slowdown]
}

// slowdown is a factor that holds from an instant on, at least 1.
type slowdown struct {
	from   time.Duration
	factor float64
}

// regularity is the probability that a window holds an episode.
const regularity = 0.5

func newSlowdowns(spec model.Throttling) slowdowns {
	s := slowdowns{Throttling: spec}
	if spec.Rate > 0 {
		s.window = max(time.Duration(regularity*1000*24*float64(time.Hour)/spec.Rate), 4*spec.Max)
	}
	return s
}

// with returns the slowdowns with one more factor of n. It leaves out a factor that holds already.
func (s slowdowns) with(n *node, c slowdown) slowdowns {
	list := s.commanded.of(n)
	i := after(list, c.from)
	if i == 0 && c.factor == 1 || i > 0 && list.at(i-1).factor == c.factor {
		return s
	}
	s.commanded = s.commanded.with(n, list.replaced(i, i, c))
	return s
}

// none reports whether no node is ever slow.
func (s *slowdowns) none() bool { return s.Rate == 0 && !s.commanded.any }

// factor returns by how much n slows down a step at t, at least 1.
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

// after returns the index of the first slowdown that begins after t.
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

// episode returns the span of time in a window during which n is throttled, if there is one.
func (s *slowdowns) episode(n *node, window int64) (from, to time.Duration, ok bool) {
	k := n.key.Of(aboutThrottling, uint64(window))
	if k.Unit() >= regularity {
		return 0, 0, false
	}
	lasts := chance.Spread(k.Of(1), s.Min, s.Max)
	from = time.Duration(window)*s.window + chance.Spread(k.Of(2), 0, s.window-lasts)
	return from, from + lasts, true
}

// next returns when the factor of n may next change after t, or never.
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
	// Later windows are searched when they begin.
	return min(first, time.Duration(window+2)*s.window)
}

// ofGang returns the factor of the slowest node of a gang at t, and when it may next change.
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
