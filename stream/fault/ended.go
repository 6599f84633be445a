package fault

import (
	"context"
	"slices"

	"trainmock/stream/model"
)

// CountUp counts the events of the published ticks, watched or not, for faults that end by their number, so that States
// and Names know which have ended: for those of some names, or for all if there are no names. It stops when ctx ends.
func (r *Rules) CountUp(ctx context.Context, names ...string) {
	if r == nil {
		return
	}
	newest := r.ticks.Newest()
	for _, rule := range r.list {
		if !rule.Removed && rule.endsByEvents() && (len(names) == 0 || slices.Contains(names, rule.Name)) {
			rule.countUpTo(ctx, r.ticks, newest)
		}
	}
}

// endsByEvents reports whether events of the world bring the rule to its end, whether or not anybody gets them.
func (r *Rule) endsByEvents() bool {
	return r.Per == "" && r.ends() && r.meetsEvents && (r.Nth != nil || !r.claims())
}

// ends reports whether the rule ends by a number of strikes.
func (r *Rule) ends() bool { return r.Count != nil || r.isSingle() }

// isSingle reports whether the rule strikes the n-th one alone.
func (r *Rule) isSingle() bool { return r.Nth != nil && !r.Every }

// exhausted reports whether the rule has struck as often as it may, wherever it counts, or has let the only one pass
// that it would have struck.
func (r *Rule) exhausted() bool { return r.Per == "" && (r.isSpent() || r.hasPassed()) }

// hasPassed reports whether a rule that strikes the n-th one alone, of events and of requests, has seen so many of
// both.
func (r *Rule) hasPassed() bool {
	if !r.isSingle() || !r.isMixed() {
		return false
	}
	r.route.mu.Lock()
	seen := r.route.seen
	r.route.mu.Unlock()
	r.tally.mu.Lock()
	defer r.tally.mu.Unlock()
	return seen >= *r.Nth && r.tally.admitted >= *r.Nth
}

// isMixed reports whether the rule is about answers and about events of the world.
func (r *Rule) isMixed() bool { return r.meetsEvents && r.usage.Answers && r.On.Answers() }

// mayMeetEvents reports whether the rule is about any events of the world. Those come on all streams but dashboards.
func (r *Rule) mayMeetEvents() bool {
	if r.usage.Connects || !r.On.Connections() {
		return false
	}
	carries := func(t model.Transport) bool {
		return t != model.TransportDashboard && (len(r.On.Streams) == 0 || slices.Contains(r.On.Streams, t))
	}
	return slices.ContainsFunc(r.usage.Streams, carries) &&
		slices.ContainsFunc(model.EventTypes, func(t *model.EventType) bool { return r.admits(t.Type) })
}
