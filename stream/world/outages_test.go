package world

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/model"
)

// TestAwayFirst checks that what keeps a node away at an instant is the first incident that overlaps it, of the
// scenario and of commands in any order.
func TestAwayFirst(t *testing.T) {
	const span = 20 * time.Minute
	s := extendScenario
	s.Timeline = nil
	for _, incidents := range []model.Incidents{
		s.Incidents,
		{Every: 2 * time.Minute, RepairMin: 30 * time.Second, RepairMax: time.Minute},
		{Rate: 1e6, RepairMin: 30 * time.Second, RepairMax: time.Minute},
	} {
		s.Incidents = incidents
		w, err := New(Options{Scenario: s, Seed: 7, Start: time.Unix(0, 0)})
		if err != nil {
			t.Fatal(err)
		}
		turns := turnsOf(w, span)
		rapid.Check(t, func(t *rapid.T) {
			instant := rapid.OneOf(rapid.Int64Range(0, int64(span)), rapid.SampledFrom(turns))
			o := w.outages
			for range rapid.IntRange(1, 12).Draw(t, "commands") {
				n := rapid.SampledFrom(w.nodes).Draw(t, "node")
				at := time.Duration(instant.Draw(t, "at"))
				switch rapid.IntRange(0, 3).Draw(t, "verb") {
				case 0:
					o = o.fail(n, at, 0)
				case 1:
					o = o.fail(n, at, time.Duration(instant.Draw(t, "for")))
				case 2:
					o = o.recover(n, at)
				case 3:
					o = o.remove(n, at)
				}
			}
			for range 50 {
				n, at := rapid.SampledFrom(w.nodes).Draw(t, "node"), time.Duration(instant.Draw(t, "instant"))
				got, away := o.at(n, at)
				var want incident
				found := false
				for want = range o.during(n, at, at) {
					found = true
					break
				}
				if away != found || away && got != want {
					t.Fatalf("%s at %s: got %v, %t, want %v, %t", n.id, at, got, away, want, found)
				}
			}
		})
	}
}

// turnsOf returns the instants at which the scenario loses nodes or brings them back, up to one, and those right before
// and behind them.
func turnsOf(w *World, until time.Duration) (list []int64) {
	for _, n := range w.nodes {
		for i := range w.outages.during(n, 0, until) {
			for _, at := range []time.Duration{i.lost, i.back} {
				list = append(list, int64(at-1), int64(at), int64(at+1))
			}
		}
	}
	return list
}
