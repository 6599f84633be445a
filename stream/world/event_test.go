package world_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestEventTypes checks that the events of an hour agree with the table of event types, in their order, and that no
// row is unused.
func TestEventTypes(t *testing.T) {
	w := newWorld(t, "chaos", 7)
	seen := map[*model.EventType]bool{}
	for at := start; at.Before(start.Add(time.Hour)); at = at.Add(10 * time.Second) {
		newest := 0
		for _, e := range w.Events(at, at.Add(10*time.Second)) {
			row := slices.Index(model.EventTypes, e.EventType)
			if row < newest {
				t.Errorf("at %s: %s comes behind %s", at, e.Type, model.EventTypes[newest].Type)
			}
			if got, want := reflect.Indirect(reflect.ValueOf(e.Content())).Type(), reflect.TypeOf(e.Zero); got != want {
				t.Errorf("at %s: the payload of %s is a %s, want a %s", at, e.Type, got, want)
			}
			if e.Final && !e.Periodic {
				t.Errorf("at %s: %s is marked as the last of a periodic type, and the type is not periodic", at, e.Type)
			}
			newest, seen[e.EventType] = row, true
		}
	}
	for _, row := range model.EventTypes {
		if !seen[row] {
			t.Errorf("no %s within an hour of chaos", row.Type)
		}
	}
}

// TestGroupsHoldAllTypes checks that the groups of a tick have every type of the table, in its order.
func TestGroupsHoldAllTypes(t *testing.T) {
	w := newWorld(t, "demo", 7)
	var types []*model.EventType
	for _, g := range w.Groups(start, start.Add(time.Second)) {
		types = append(types, g.Types...)
	}
	if !slices.Equal(types, model.EventTypes) {
		t.Errorf("got the types %v, want those of the table, %v", types, model.EventTypes)
	}
}
