package stream

import "sync"

// IsStrict reports whether ids outside the scenario are unknown, instead of derived.
func (h *Hub) IsStrict() bool { return h.Strict }

// Count counts a request to a route of this world in, and returns how many came before it.
func (h *Hub) Count(route string) uint64 { return h.requests.next(route) }

// counts holds how many requests each route had. The zero value is ready.
type counts struct {
	mu sync.Mutex
	of map[string]uint64
}

func (c *counts) next(route string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]uint64{}
	}
	n := c.of[route]
	c.of[route]++
	return n
}
