package scenario_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// TestVerbs checks that a timeline takes the example of every verb and reads the same values as JSON, and that the
// file that explains the format names each verb.
func TestVerbs(t *testing.T) {
	for _, usage := range model.Verbs {
		key := usage.Zero.Key()
		s := change(t, `fail_node: {node_id: "#2", for: 2m}`, key+": "+usage.Example)
		var want model.Command
		if err := json.Unmarshal([]byte(`{"`+key+`": `+usage.Example+`}`), &want); err != nil {
			t.Fatal(err)
		}
		if got := s.Timeline[0].Verb; !reflect.DeepEqual(got, want.Verb) {
			t.Errorf("%s: got %+v, want %+v", key, got, want.Verb)
		}
		if demo, _ := scenario.Text("demo"); !strings.Contains(demo, key) {
			t.Errorf("demo, which explains the format, does not name %s, want every verb", key)
		}
	}
}
