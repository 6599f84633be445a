package world_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestIdleCommands checks that a command that changes nothing is not logged, and that one that does is.
func TestIdleCommands(t *testing.T) {
	const id = "#2"
	fail := func(d time.Duration) model.Verb { return model.FailNode{NodeID: id, For: d} }
	drain := func(d time.Duration) model.Verb { return model.DrainNode{NodeID: id, For: d} }
	slow := func(factor float64) model.Verb { return model.SlowNode{NodeID: id, Factor: factor} }
	remove, recover := model.RemoveNode{NodeID: id}, model.RecoverNode{NodeID: id}
	for _, tc := range []struct {
		name         string
		before, verb model.Verb
		logged       bool
	}{
		{"recover what is there", nil, recover, false},
		{"recover what is away", fail(0), recover, true},
		{"recover what is slow", slow(2), recover, true},
		{"recover what is drained", drain(0), recover, true},
		{"remove again", remove, remove, false},
		{"remove what comes back", fail(time.Hour), remove, true},
		{"fail for good again", fail(0), fail(0), false},
		{"fail for less time", fail(0), fail(time.Hour), false},
		{"fail for longer", fail(time.Hour), fail(0), true},
		{"slow again", slow(2), slow(2), false},
		{"slow more", slow(2), slow(3), true},
		{"never slow", nil, slow(1), false},
		{"drain again", drain(0), drain(time.Hour), false},
		{"drain for longer", drain(time.Hour), drain(0), true},
	} {
		w := newWorld(t, "steady", 7)
		if tc.before != nil {
			w = with(t, w, model.Command{At: time.Minute, Verb: tc.before})
		}
		_, logged, err := w.WithAll(2*time.Minute, []model.Verb{tc.verb})
		if err != nil || (len(logged) == 1) != tc.logged {
			t.Errorf("%s: %d commands were logged, %v; want it logged: %t", tc.name, len(logged), err, tc.logged)
		}
	}
}
