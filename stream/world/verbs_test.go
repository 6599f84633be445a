package world

import (
	"slices"
	"testing"

	"trainmock/stream/model"
)

// TestVerbs: the world carries out each verb that can be said, and no other.
func TestVerbs(t *testing.T) {
	var keys []string
	for _, v := range verbs {
		keys = append(keys, v.key)
	}
	if !slices.Equal(keys, model.VerbKeys()) {
		t.Errorf("the world carries out %q, and %q can be said", keys, model.VerbKeys())
	}
}
