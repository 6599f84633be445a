package stream

import "sync"

// counts counts the requests to each route. The zero value is ready.
type counts struct {
	mu      sync.Mutex
	byRoute map[string]uint64
}

// next counts a request, and returns the number of earlier ones.
func (c *counts) next(route string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byRoute == nil {
		c.byRoute = map[string]uint64{}
	}
	n := c.byRoute[route]
	c.byRoute[route]++
	return n
}

// Count counts a request to a route of this world, and returns the number of earlier ones.
func (h *Hub) Count(route string) uint64 { return h.requests.next(route) }
