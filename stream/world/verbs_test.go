package world

import (
	"slices"
	"testing"

	"trainmock/stream/model"
)

// TestVerbs checks that the world implements exactly the verbs of the model.
func TestVerbs(t *testing.T) {
	var keys []string
	for _, v := range verbs {
		keys = append(keys, v.key)
	}
	if !slices.Equal(keys, model.VerbKeys()) {
		t.Errorf("the world carries out %q, and %q can be said", keys, model.VerbKeys())
	}
}
