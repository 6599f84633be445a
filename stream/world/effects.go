package world

import (
	"encoding/json"
	"time"

	"trainmock/stream/model"
)

// Effects returns the changes in (from, until] that a world tells and another does not, at most so many: of nodes, of
// tasks, and the log lines about both.
func (w *World) Effects(without *World, from, until time.Time, most int) []model.Event {
	since, v, u := w.At(from).t, w.At(until), without.At(until)
	plans, others := v.current(since, 0), u.current(since, 0)
	known := map[string]int{}
	for _, e := range u.changes(since, lacking(others, plans)) {
		known[identity(e)]++
	}
	effects := []model.Event{}
	for _, e := range v.changes(since, lacking(plans, others)) {
		if id := identity(e); known[id] > 0 {
			known[id]--
		} else if len(effects) < most {
			effects = append(effects, e)
		}
	}
	return effects
}

// lacking returns the plans of a list that another one lacks. Worlds share the plans that a command leaves as they are,
// which can be thousands.
func lacking(plans, others []*plan) []*plan {
	shared := make(map[*plan]bool, len(others))
	for _, p := range others {
		shared[p] = true
	}
	var own []*plan
	for _, p := range plans {
		if !shared[p] {
			own = append(own, p)
		}
	}
	return own
}

// identity returns a text that is the same for equal events.
func identity(e model.Event) string {
	payload, err := json.Marshal(e.Content())
	if err != nil {
		panic("world: an event cannot be encoded: " + err.Error())
	}
	return e.Type + string(payload)
}
