package world_test

import (
	"flag"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

var hourSeeds = flag.Uint64("hour.seeds", 8, "how many seeds of each scenario run for an hour")

// TestAnHourOfEverything checks the views of every built-in scenario over an hour, with many seeds, at every change
// and every minute.
func TestAnHourOfEverything(t *testing.T) {
	for _, name := range builtins() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seeds, stride := *hourSeeds, 1
			if name == "large" {
				// A world a hundred times as large has a hundred times as many changes.
				seeds, stride = max(1, seeds/20), 25
			}
			for seed := range seeds {
				checkHour(t, newWorld(t, name, seed), stride)
			}
		})
	}
}

// checkHour checks the view just before and at each stride-th change of an hour, and at every minute.
func checkHour(t *testing.T, w *world.World, stride int) {
	t.Helper()
	best := map[string]float64{}
	var last time.Time
	look := func(at time.Time) {
		if at.Before(last) {
			return
		}
		last = at
		v := w.At(at)
		checkView(t, v)
		for _, task := range v.Tasks() {
			if task.Progress < best[task.TaskID] {
				t.Fatalf("seed %d: progress fell from %v: %+v", w.Seed(), best[task.TaskID], task)
			}
			best[task.TaskID] = task.Progress
		}
	}
	for minute := range 60 {
		from := start.Add(time.Duration(minute) * time.Minute)
		look(from)
		for i, at := range instantsOfChanges(t, w, from, from.Add(time.Minute)) {
			if i%stride == 0 {
				look(at.Add(-time.Microsecond))
				look(at)
			}
		}
	}
}

// instantsOfChanges returns when nodes and tasks change in (after, until], in order.
func instantsOfChanges(t *testing.T, w *world.World, after, until time.Time) []time.Time {
	t.Helper()
	var instants []time.Time
	for _, e := range w.Events(after, until) {
		var text string
		switch p := e.Content().(type) {
		case *model.NodeStateChange:
			text = p.At
		case *model.TaskUpdate:
			text = p.At
		default:
			continue
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		instants = append(instants, at)
	}
	sortTimes(instants)
	return instants
}
