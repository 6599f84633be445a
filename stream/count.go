package stream

import "sync"

// counts holds how many requests each route had. The zero value is ready.
type counts struct {
	mu sync.Mutex
	of map[string]uint64
}

// next counts a request in, and returns how many came before it.
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

// Count counts a request to a route of this world in, and returns how many came before it.
func (h *Hub) Count(route string) uint64 { return h.requests.next(route) }
