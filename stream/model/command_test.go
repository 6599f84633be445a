package model_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestExamples checks that the example of every verb is valid and survives a round trip through JSON.
func TestExamples(t *testing.T) {
	for _, usage := range model.Verbs {
		key := usage.Zero.Key()
		var c, decoded model.Command
		if err := json.Unmarshal([]byte(`{"at": "90s", "`+key+`": `+usage.Example+`}`), &c); err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		err := c.Check()
		if err != nil || c.At != 90*time.Second || c.Key() != key || reflect.DeepEqual(c.Verb, usage.Zero) {
			t.Errorf("%s: got %+v, %v; want its values at 90 s", key, c, err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &decoded); err != nil || !reflect.DeepEqual(c, decoded) {
			t.Errorf("%s: %s becomes %+v, %v; want %+v", key, text, decoded, err, c)
		}
		if !strings.HasSuffix(usage.Sentence, ".") {
			t.Errorf("%s: %q is not a sentence", key, usage.Sentence)
		}
	}
}

// TestBadJSON checks that malformed commands are refused with a helpful error.
func TestBadJSON(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{`[]`, "array"},
		{`{"at": 1, "fail_nod": {}}`, "fail_node, recover_node"},
		{`{"fail_node": {}, "diverge": {}}`, "exactly one verb"},
		{`{"at": 1, "fail_node": {}, "diverge": {}}`, "exactly one verb"},
		{`{"fail_node": {"node": "#2"}}`, `fail_node: there is no value "node": use node_id, for`},
		{`{"fail_node": {"for": "soon"}}`, `fail_node: for: "soon" is not a duration: use`},
		{`{"fail_node": {"for": 1.5}}`, "fail_node: for: 1.5 is not a duration: use"},
		{`{"fail_node": 7}`, "fail_node: 7 is no object"},
		{`{"at": "soon", "diverge": {}}`, `at: "soon" is not a duration: use`},
	} {
		var c model.Command
		if err := json.Unmarshal([]byte(tc.text), &c); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.text, err, tc.want)
		}
	}
	var empty model.Command
	if err := empty.Check(); err == nil || !strings.Contains(err.Error(), "exactly one verb") {
		t.Errorf("without a verb: %v", err)
	}
}

// TestMissingSubject checks that a verb about a node or task without its id is refused with the name of the key, and
// that one whose id is chosen later is not.
func TestMissingSubject(t *testing.T) {
	for _, usage := range model.Verbs {
		key := usage.Zero.Key()
		for _, values := range []string{`{}`, `null`, `{"node_id": ""}`, `{"task_id": ""}`} {
			_, subject, _ := strings.Cut(key, "_")
			switch key {
			case "loss_spike", "diverge":
				subject = "task"
			case "add_node", "start_task":
				continue
			}
			if strings.Contains(values, "_id") && !strings.Contains(values, subject) {
				continue
			}
			_, err := model.ParseVerb(map[string]json.RawMessage{key: json.RawMessage(values)})
			var wrong *model.FieldError
			want := key + ": " + subject + "_id is missing"
			if !errors.As(err, &wrong) || wrong.Message != want || len(wrong.Path) != 2 {
				t.Errorf("%s %s: got %v, want %q with its path", key, values, err, want)
			}
		}
	}
	if _, err := model.ParseVerb(map[string]json.RawMessage{"start_task": json.RawMessage(`{}`)}); err != nil {
		t.Errorf("start_task without an id: %v, want it taken", err)
	}
}

// FuzzCommand checks that any text is read without a panic, and a valid command survives a round trip through JSON.
func FuzzCommand(f *testing.F) {
	for _, usage := range model.Verbs {
		f.Add(`{"at": 90000000000, "` + usage.Zero.Key() + `": ` + usage.Example + `}`)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var c, decoded model.Command
		if json.Unmarshal([]byte(text), &c) != nil || c.Check() != nil {
			return
		}
		written, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(written, &decoded); err != nil || c.At != decoded.At || c.Key() != decoded.Key() {
			t.Errorf("%s became %s, which is read as %+v, %v; want %+v", text, written, decoded, err, c)
		}
	})
}
