package stream

import (
	"trainmock/stream/register"
	"trainmock/stream/requests"
)

// Traffic is what a hub has served since it began.
type Traffic struct {
	register.Totals
	// Gaps counts the gaps by their reason, Requests the requests by their route and status, and Strikes the strikes of
	// the present faults by their names.
	Gaps     map[string]int64
	Requests map[requests.Answered]int64
	Strikes  map[string]int64
}

// Traffic returns what the hub has served.
func (h *Hub) Traffic() Traffic {
	t := Traffic{
		Totals: h.register.Totals(), Gaps: h.options.gaps.Counts(), Requests: h.log.Counts(), Strikes: map[string]int64{},
	}
	for _, f := range h.strikes() {
		t.Strikes[f.Name] = f.Struck
	}
	return t
}
