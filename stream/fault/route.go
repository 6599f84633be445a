package fault

import (
	"strings"
	"sync"
)

// maxRoutes is how many routes a fault counts apart. Further ones count as one.
const maxRoutes = 1024

// route counts the requests that a fault is about.
type route struct {
	mu sync.Mutex
	// requests counts those of each route, seen all of them, and hits those that were struck.
	requests   map[string]uint64
	seen, hits int64
}

// strikesRequest counts a request to a route, and reports whether the rule strikes it. The draw depends on the number
// of the request among those of the route.
func (r *Rule) strikesRequest(route string) bool {
	c := &r.route
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.spent(c.hits) {
		return false
	}
	if c.requests == nil {
		c.requests = map[string]uint64{}
	}
	if _, ok := c.requests[route]; !ok && len(c.requests) >= maxRoutes {
		route = ""
	}
	number := c.requests[route]
	c.requests[route]++
	c.seen++
	if !r.nth(c.seen) || !r.draws(r.key.OfText(route).Of(number)) {
		return false
	}
	c.hits++
	return true
}

// matches reports whether one of the rule's patterns matches a path. Without patterns the rule is about all answers,
// unless it is about connections.
func (r *Rule) matches(path string) bool {
	if !r.On.Answers() || !r.usage.Answers {
		return false
	}
	if len(r.On.Routes) == 0 {
		return true
	}
	for _, pattern := range r.On.Routes {
		if matches(pattern, path) {
			return true
		}
	}
	return false
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
