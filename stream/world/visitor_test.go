package world_test

import (
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// visit counts the changes that a visitor sees from the start of a world on.
type visit struct {
	stateChanges, lost, back, completed, resumed int
}

func visitFor(w *world.World, length time.Duration) visit {
	var v visit
	for _, e := range w.Events(start, start.Add(length)) {
		switch p := e.Content().(type) {
		case *model.NodeStateChange:
			v.stateChanges++
			switch {
			case p.State == model.Dead:
				v.lost++
			case p.State == model.Alive && v.lost > 0:
				v.back++
			}
		case *model.TaskUpdate:
			v.stateChanges++
			if p.Status == model.Completed {
				v.completed++
			}
			if strings.HasPrefix(p.Reason, "resumed from the checkpoint") {
				v.resumed++
			}
		}
	}
	return v
}

// TestVisitorsSeeLife checks that nearly all of two hundred seeds of the demo show a change within a minute, and
// within ten minutes a node lost and back, a task completed, and a task resumed from its checkpoint.
func TestVisitorsSeeLife(t *testing.T) {
	const visitors = 200
	soon, all := 0, 0
	for seed := range uint64(visitors) {
		w := newWorld(t, "demo", seed)
		if visitFor(w, time.Minute).stateChanges > 0 {
			soon++
		}
		if v := visitFor(w, 10*time.Minute); v.lost > 0 && v.back > 0 && v.completed > 0 && v.resumed > 0 {
			all++
		}
	}
	t.Logf("of %d visitors, %d see a change within a minute, %d see everything within ten", visitors, soon, all)
	if soon < visitors*98/100 || all < visitors*98/100 {
		t.Errorf("of %d visitors, only %d see a change within a minute, and %d everything within ten; want 98 %%",
			visitors, soon, all)
	}
}
