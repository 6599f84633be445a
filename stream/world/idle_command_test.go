package world_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestIdleCommands checks that a command that changes nothing is not logged, and that one that does is.
func TestIdleCommands(t *testing.T) {
	for _, tc := range []struct {
		name   string
		before []model.Verb
		verb   model.Verb
		logged bool
	}{
		{"recover what is there", nil, model.RecoverNode{NodeID: "#2"}, false},
		{"recover what is away", []model.Verb{model.FailNode{NodeID: "#2"}}, model.RecoverNode{NodeID: "#2"}, true},
		{"recover what is slow", []model.Verb{model.SlowNode{NodeID: "#2", Factor: 2}}, model.RecoverNode{NodeID: "#2"}, true},
		{"recover what is drained", []model.Verb{model.DrainNode{NodeID: "#2"}}, model.RecoverNode{NodeID: "#2"}, true},
		{"remove again", []model.Verb{model.RemoveNode{NodeID: "#2"}}, model.RemoveNode{NodeID: "#2"}, false},
		{"remove what comes back", []model.Verb{model.FailNode{NodeID: "#2", For: time.Hour}}, model.RemoveNode{NodeID: "#2"}, true},
		{"fail for good again", []model.Verb{model.FailNode{NodeID: "#2"}}, model.FailNode{NodeID: "#2"}, false},
		{"fail for less time", []model.Verb{model.FailNode{NodeID: "#2"}}, model.FailNode{NodeID: "#2", For: time.Hour}, false},
		{"fail for longer", []model.Verb{model.FailNode{NodeID: "#2", For: time.Hour}}, model.FailNode{NodeID: "#2"}, true},
		{"slow again", []model.Verb{model.SlowNode{NodeID: "#2", Factor: 2}}, model.SlowNode{NodeID: "#2", Factor: 2}, false},
		{"slow more", []model.Verb{model.SlowNode{NodeID: "#2", Factor: 2}}, model.SlowNode{NodeID: "#2", Factor: 3}, true},
		{"never slow", nil, model.SlowNode{NodeID: "#2", Factor: 1}, false},
		{"drain again", []model.Verb{model.DrainNode{NodeID: "#2"}}, model.DrainNode{NodeID: "#2", For: time.Hour}, false},
		{"drain for longer", []model.Verb{model.DrainNode{NodeID: "#2", For: time.Hour}}, model.DrainNode{NodeID: "#2"}, true},
	} {
		w, _, err := newWorld(t, "steady", 7).WithAll(time.Minute, tc.before)
		if err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		_, logged, err := w.WithAll(2*time.Minute, []model.Verb{tc.verb})
		if err != nil || (len(logged) == 1) != tc.logged {
			t.Errorf("%s: %d commands were logged, %v; want it logged: %t", tc.name, len(logged), err, tc.logged)
		}
	}
}
