package fault

import (
	"slices"
	"strings"
	"sync"

	"trainmock/stream/chance"
)

// maxRoutes is how many routes a fault counts apart. Further ones count as one.
const maxRoutes = 1024

// route counts the requests that a fault is about.
type route struct {
	mu sync.Mutex
	// requests counts those of each route, and seen all of them, with the messages that are no events of the world.
	requests map[string]uint64
	seen     int64
}

// strikesRequest counts a request, and reports whether the rule strikes it: whether the draw falls on it and effect
// does anything. The draw, whose key effect gets, depends on the number of the request among those of the route.
func (r *Rule) strikesRequest(q *Request, effect func(chance.Key) bool) bool {
	c := &r.route
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.isSpent() {
		return false
	}
	if c.requests == nil {
		c.requests = map[string]uint64{}
	}
	route := q.knownMethod() + " " + q.Route
	if _, ok := c.requests[route]; !ok && len(c.requests) >= maxRoutes {
		route = ""
	}
	number := c.requests[route]
	c.requests[route]++
	c.seen++
	key := r.key.OfText(route).Of(number)
	if !r.nth(c.seen) || !r.draws(key) || !r.take(func() bool { return effect(key) }) {
		return false
	}
	r.strike()
	return true
}

// strikesOther counts a message that is no event of the world, and reports whether the rule strikes it: whether the
// draw falls on it and effect does anything.
func (r *Rule) strikesOther(draws, effect func() bool) bool {
	c := &r.route
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.isSpent() {
		return false
	}
	c.seen++
	return r.nth(c.seen) && draws() && r.take(effect)
}

// isAbout reports whether the scope of the rule has a request: by its path or route, or because it opens a connection
// that the rule refuses.
func (r *Rule) isAbout(q *Request) bool {
	return r.matches(q) || q.Transport != "" && r.usage.Connects && r.On.Connections() &&
		(len(r.On.Streams) == 0 || slices.Contains(r.On.Streams, q.Transport))
}

// matches reports whether one of the rule's patterns is a request's route or matches its path. Without patterns the
// rule is about all answers, unless it is about connections.
func (r *Rule) matches(q *Request) bool {
	if !r.On.Answers() || !r.usage.Answers {
		return false
	}
	if len(r.On.Routes) == 0 {
		return true
	}
	return slices.ContainsFunc(r.On.Routes, func(pattern string) bool {
		return pattern == q.Route || matches(pattern, q.Path)
	})
}

// matches reports whether a pattern matches a path. A * matches any text, slashes too. The time is linear in the
// product of the lengths, which are bounded.
func matches(pattern, path string) bool {
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok || len(parts) == 1 {
		return ok && rest == ""
	}
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(rest, part)
		if !found {
			return false
		}
		rest = after
	}
	return strings.HasSuffix(rest, parts[len(parts)-1])
}

// MayMeet reports whether a pattern may match a path of a route, such as /tasks/{task_id}. It looks at a route's path
// up to its first parameter alone.
func MayMeet(pattern, route string) bool {
	if pattern == route || matches(pattern, route) {
		return true
	}
	fixed, _, open := strings.Cut(route, "{")
	if !open {
		return false
	}
	literal, _, wild := strings.Cut(pattern, "*")
	return strings.HasPrefix(literal, fixed) || wild && strings.HasPrefix(fixed, literal)
}
