package world_test

import (
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// visit is what somebody sees who opens a world at its start and stays for some time.
type visit struct {
	stateChanges, lost, back, completed, resumed int
}

func visitFor(w *world.World, stay time.Duration) visit {
	var v visit
	for _, e := range w.Events(start, start.Add(stay)) {
		switch p := e.Payload.(type) {
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

// TestVisitorsSeeLife: of two hundred visitors of the demo, nearly all see a change within a minute, and within ten a
// node lost and back, a task completed, and one resumed from its checkpoint.
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
		t.Errorf("of %d visitors, only %d see a change within a minute, and %d everything within ten", visitors, soon, all)
	}
}
