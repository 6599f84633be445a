package stream

// IsStrict reports whether ids outside the scenario are unknown, instead of derived.
func (h *Hub) IsStrict() bool { return h.options.Strict }

// Count counts a request to a route of this world in, and returns how many came before it.
func (h *Hub) Count(route string) uint64 { return h.requests.next(route) }
