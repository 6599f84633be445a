package stream

// IsStrict reports whether ids outside the scenario are unknown, instead of derived.
func (h *Hub) IsStrict() bool { return h.Strict }
