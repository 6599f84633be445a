package model_test

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"trainmock/stream/model"
)

// TestReadmeEvents checks that the README's table of events has the types and topics of the code, each once.
func TestReadmeEvents(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([a-z]*) ?\\|.*\\|.*\\|$").FindAllStringSubmatch(string(text), -1) {
		if _, twice := got[row[1]]; twice {
			t.Errorf("%s stands twice in the table", row[1])
		}
		got[row[1]] = row[2]
	}
	types := slices.Concat(model.ConnectionTypes, model.EventTypes)
	for _, want := range types {
		if topic, ok := got[want.Type]; !ok || topic != string(want.Topic) {
			t.Errorf("%s has the topic %q in the table (in it: %t), want %q", want.Type, topic, ok, want.Topic)
		}
	}
	if len(got) != len(types) {
		t.Errorf("the table has %d types, want %d", len(got), len(types))
	}
}
