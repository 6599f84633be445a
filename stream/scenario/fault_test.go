package scenario_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// withFaults returns the small file with faults, each given as lines of an entry.
func withFaults(entries ...string) string {
	text := small + "faults:\n"
	for _, e := range entries {
		text += "  - " + strings.ReplaceAll(e, "\n", "\n    ") + "\n"
	}
	return text
}

// TestFaultKinds checks that a file takes the example of every kind and reads the same values as JSON, and that the
// file that explains the format names each kind and field.
func TestFaultKinds(t *testing.T) {
	demo, _ := scenario.Text("demo")
	for _, usage := range model.FaultKinds {
		key := usage.Zero.Key()
		s := mustParse(t, withFaults(key+": "+usage.Example))
		var want model.Fault
		if err := json.Unmarshal([]byte(`{"name": "`+key+`-1", "`+key+`": `+usage.Example+`}`), &want); err != nil {
			t.Fatal(err)
		}
		if got := s.Faults[0]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", key, got, want)
		}
		if !strings.Contains(demo, key+",") {
			t.Errorf("demo, which explains the format, does not name %s, want every kind", key)
		}
	}
	for _, field := range model.FaultFields() {
		if !strings.Contains(demo, field) {
			t.Errorf("demo, which explains the format, does not name %s, want every field", field)
		}
	}
}

// TestFaults checks that every field is read, in the styles of YAML, and that faults without a name get one.
func TestFaults(t *testing.T) {
	s := mustParse(t, withFaults(
		"name: nodes-lag\non:\n  routes: [/monitor/*]\nshare: 0.2\nfrom: 1m\nfor: 2m\nlatency:\n  delay: 800ms\n  jitter: 200ms",
		`{"on": {"streams": ["ws"], "types": ["a"], "subscribers": ["s1"]}, "nth": 20, "every": true, "close": {"code": 1011}}`,
		"drop:",
		"name: drop-1\nper: subscriber\ncount: 3\ndrop: {}",
		"status:\n  code: 200\n  retry_after: 2s\n  headers: {X-Reason: \"12\"}\n  body: |\n    {\n      \"a\": 1\n    }",
	))
	text, err := json.Marshal(s.Faults)
	want := `[{"name":"nodes-lag","on":{"routes":["/monitor/*"]},"share":0.2,"from":"1m0s","for":"2m0s",` +
		`"latency":{"delay":"800ms","jitter":"200ms"}},` +
		`{"name":"close-1","on":{"streams":["ws"],"types":["a"],"subscribers":["s1"]},"nth":20,"every":true,` +
		`"close":{"code":1011}},{"name":"drop-2","drop":{}},{"name":"drop-1","count":3,"per":"subscriber","drop":{}},` +
		`{"name":"status-1","status":{"code":200,"body":"{\n  \"a\": 1\n}\n","headers":{"X-Reason":"12"},"retry_after":2}}]`
	if err != nil || string(text) != want {
		t.Errorf("got %s, %v\nwant %s", text, err, want)
	}
}

// TestBadFaults checks that a mistake in a fault is told with its line and the remedy.
func TestBadFaults(t *testing.T) {
	const good = "name: one\non:\n  streams: [sse, ws]\nshare: 0.5\nfrom: 30s\nfor: 2m\ndrop: {}"
	for _, tc := range []struct{ old, bad, want, line string }{
		{"drop: {}", "drpo: {}", `unknown key "drpo" in entry 2 of faults: did you mean "drop"?`, "drpo"},
		{"drop: {}", "", "entry 2 of faults has no kind: add one of latency, status", "name: one"},
		{"drop: {}", "drop: {}\nreset: {}", "entry 2 of faults has 2 kinds", "drop: {}"},
		{"drop: {}", "drop: {times: 2}", `unknown key "times" in drop`, "drop:"},
		{"drop: {}", "duplicate:\n  times: 1", "use 2 to 100 in all", "times: 1"},
		{"drop: {}", "close:\n  code: 1006", "use the kind reset", "code: 1006"},
		{"drop: {}", "latency: {}", "latency: delay is missing", "latency"},
		{"drop: {}", "latency: 800ms", "latency is not keys with values", "latency"},
		{"drop: {}", "latency:\n  delay: 800", "is not a duration", "delay: 800"},
		{"drop: {}", "stale: {by: 5m}", "stale does not apply to streams: use on.routes", "on:"},
		{"drop: {}", "status: {code: 503, headers: [a]}", "headers is not keys with values", "status"},
		{"drop: {}", "status: {code: 503, retry_after: soon}", "is not a duration", "status"},
		{"drop: {}", "status: {code: 503, body: 12}", `body: "12" is not text: put it in quotes`, "status"},
		{"share: 0.5", "share: 2", "use more than 0 and at most 1", "share: 2"},
		{"share: 0.5", "share: 0", "use more than 0 and at most 1", "share: 0"},
		{"share: 0.5", "share: half", "is not a number: use, for example, share: 0.5", "share: half"},
		{"share: 0.5", "share: 5%", "is not a number: use, for example, share: 0.05", "share: 5%"},
		{"share: 0.5", "shar: 0.5", `did you mean "share"?`, "shar: 0.5"},
		{"share: 0.5", "nth: 0", "use 1 or more", "nth: 0"},
		{"share: 0.5", "nth: 1.5", "not a whole number", "nth: 1.5"},
		{"share: 0.5", "every: true", "it goes with nth", "every"},
		{"share: 0.5", "every: yes", "is not true or false", "every"},
		{"from: 30s", "from: -30s", "from: -30s is not from 0s", "from"},
		{"from: 30s", "from: 2026-01-01", "is not a duration", "from"},
		{"for: 2m", "for: -2m", "for: -2m0s is out of range", "for"},
		{"name: one", "name: a b", "name: \"a b\" is not a name", "name: a b"},
		{"name: one", "name: first", `there is a fault "first" already`, "name: first\n    on"},
		{"streams: [sse, ws]", "streams: [tcp]", `there is no "tcp": use any of`, "streams"},
		{"streams: [sse, ws]", "streams: ws", "streams is not a list", "streams"},
		{"streams: [sse, ws]", "stream: [ws]", `did you mean "streams"?`, "stream: [ws]"},
		{"streams: [sse, ws]", "routes: [/mock/clock]", "is control", "routes"},
		{"streams: [sse, ws]", "routes: []", "an empty list chooses nothing", "routes"},
		{"streams: [sse, ws]", "topics: [training, x]", `there is no topic "x"`, "topics"},
	} {
		text := withFaults("name: first\nreset: {}", strings.Replace(good, tc.old, tc.bad, 1))
		_, err := scenario.Parse("mine.yaml", []byte(text))
		e := checkError(t, err)
		at := strings.LastIndex(text, tc.line)
		if want := 1 + strings.Count(text[:at], "\n"); e.Line != want || !strings.Contains(e.Message, tc.want) {
			t.Errorf("%s: got %v, want %q about line %d", tc.bad, err, tc.want, want)
		}
	}
	many := make([]string, model.MaxFaults+1)
	for i := range many {
		many[i] = "drop: {}"
	}
	_, err := scenario.Parse("mine.yaml", []byte(withFaults(many...)))
	if e := checkError(t, err); !strings.Contains(e.Message, "65 entries: use at most 64") {
		t.Errorf("got %v, want how many faults there may be", err)
	}
	_, err = scenario.Parse("mine.yaml", []byte(small+"faults:\n  drop: {}\n"))
	if e := checkError(t, err); !strings.Contains(e.Message, "such as - drop: {}") {
		t.Errorf("got %v, want an example of an entry", err)
	}
}

// TestWith writes faults into files with faults and without, and reads them again.
func TestWith(t *testing.T) {
	faults := mustParse(t, withFaults(
		"name: stub\nstatus: {code: 200, body: \"a: #1\\n\\\"b\\\" \\u2028 <&\"}\nfrom: 1h1m", "drop: {}",
		"name: last\non: {types: [\"*\"]}\nreset: {}\ncount: 1",
	)).Faults
	commands := []model.Command{{At: time.Hour, Verb: model.FailNode{NodeID: "#2"}}}
	for name, text := range map[string]string{
		"none": small, "others": withFaults("hang: {}"), "in the middle": strings.Replace(small, "groups:\n",
			"faults:\n- hang: {}\n\n# groups\ngroups:\n", 1),
	} {
		s, err := scenario.Parse("mine.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range [][]model.Fault{faults, s.Faults, nil} {
			file, err := scenario.With(s, commands, want)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got := mustParse(t, file)
			if !reflect.DeepEqual(got.Faults, want) || len(got.Timeline) != len(s.Timeline)+1 {
				t.Errorf("%s: got %+v from\n%s\nwant %+v and one more command", name, got.Faults, file, want)
			}
		}
		if file, err := scenario.With(s, nil, s.Faults); err != nil || file != s.Text {
			t.Errorf("%s: without changes got %v\n%s\nwant the file as it is", name, err, file)
		}
		early := []model.Fault{{Name: "early", From: new(-time.Minute), Kind: model.Drop{}}}
		if file, err := scenario.With(s, nil, early); err == nil {
			t.Errorf("%s: a fault before the start makes\n%s\nwant an error", name, file)
		}
	}
}

// FuzzFault checks that a definition in JSON and YAML never panics, and that what is accepted comes back equal.
func FuzzFault(f *testing.F) {
	for _, usage := range model.FaultKinds {
		key := usage.Zero.Key()
		f.Add(`{"` + key + `": ` + usage.Example + `}`)
		f.Add(key + ": " + usage.Example)
	}
	for _, text := range []string{
		`{"name": "a", "on": {"routes": ["/monitor/*"]}, "share": 0.2, "from": "1m", "for": "2m", "latency": {"delay": "8ms"}}`,
		`{"on": {"streams": ["ws"], "topics": ["logs"], "types": ["a"]}, "nth": 2, "every": true, "close": {"reason": "é\n"}}`,
		`{"per": "subscriber", "count": 3, "truncate": {"bytes": 0}}`,
		`{"status": {"code": 503, "body": "\u0000\ud83d\ude00\u2028'\"\\", "headers": {"A": "b"}, "retry_after": "2s"}}`,
		`null`, `[]`, `{`, `{"drop": null}`, `{"on": null, "drop": {}}`, "drop", "on: {routes: [*a]}", "&a {drop: {}}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var posted model.Fault
		if json.Unmarshal([]byte(text), &posted) == nil && posted.Check() == nil {
			checkFault(t, posted)
		}
		s, err := scenario.Parse("mine.yaml", []byte(withFaults(text)))
		var wrong *scenario.Error
		switch {
		case err != nil && !errors.As(err, &wrong):
			t.Errorf("got %T %v, want a *scenario.Error", err, err)
		case err == nil:
			for _, read := range s.Faults {
				if err := read.Check(); err != nil {
					t.Errorf("got a fault that is not valid: %v", err)
				}
				checkFault(t, read)
			}
		}
	})
}

// checkFault checks that a valid fault comes back from JSON and from a file.
func checkFault(t *testing.T, f model.Fault) {
	t.Helper()
	text, err := f.MarshalJSON()
	var again model.Fault
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if second, _ := again.MarshalJSON(); err != nil || again.Check() != nil || string(second) != string(text) {
		t.Errorf("%s becomes %s, %v", text, second, err)
	}
	s, err := scenario.Parse("mine.yaml", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	f = model.NameFaults([]model.Fault{f}, nil)[0]
	if f.From != nil && *f.From < 0 {
		return // A file has none before the start.
	}
	file, err := scenario.With(s, nil, []model.Fault{f})
	if err != nil {
		t.Errorf("%s does not come back from a file: %v", text, err)
	} else if read := mustParse(t, file).Faults; len(read) != 1 {
		t.Errorf("%s becomes %+v", text, read)
	}
}
