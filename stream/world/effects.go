package world

import (
	"encoding/json"
	"time"

	"trainmock/stream/model"
)

// Effects returns the changes in (from, until] that a world tells and another does not, at most so many: of nodes, of
// tasks, and the log lines about both.
func (w *World) Effects(without *World, from, until time.Time, most int) []model.Event {
	known := map[string]int{}
	for _, e := range without.changesIn(from, until) {
		known[identity(e)]++
	}
	effects := []model.Event{}
	for _, e := range w.changesIn(from, until) {
		if id := identity(e); known[id] > 0 {
			known[id]--
		} else if len(effects) < most {
			effects = append(effects, e)
		}
	}
	return effects
}

// changesIn returns the changes in (from, until].
func (w *World) changesIn(from, until time.Time) []model.Event {
	v, since := w.At(until), w.At(from).t
	return v.changes(since, v.current(since, 0))
}

// identity returns a text that is the same for equal events.
func identity(e model.Event) string {
	payload, err := json.Marshal(e.Content())
	if err != nil {
		panic("world: an event cannot be encoded: " + err.Error())
	}
	return e.Type + string(payload)
}
