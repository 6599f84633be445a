package ctl_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/ctl"
	"trainmock/stream/fault"
	"trainmock/stream/model"
)

// definitions returns the faults of the server without names, counts and beginnings.
func (s server) definitions(t *testing.T) (list []model.Fault) {
	t.Helper()
	var answer struct{ Faults []map[string]json.RawMessage }
	if err := json.Unmarshal(s.Get(t, "/mock/faults"), &answer); err != nil {
		t.Fatal(err)
	}
	for _, fields := range answer.Faults {
		for _, name := range []string{"name", "from", "struck", "in_force"} {
			delete(fields, name)
		}
		var f model.Fault
		if err := json.Unmarshal(encode(t, fields), &f); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// TestFaults adds, lists and clears faults.
func TestFaults(t *testing.T) {
	s := start(t)
	const forTwoMinutes = "from=2026-01-01T00:10:00.000000+00:00 for=2m0s"
	for _, tc := range []struct{ args, want string }{
		{"list", "nothing breaks on purpose\n"},
		{"add drop --share 0.05 --streams sse,ws --topics training --for 2m --name lost",
			"lost   drop   streams=sse,ws topics=training   share=0.05   " + forTwoMinutes + "   0        yes\n"},
		{"add latency --delay 800ms --jitter 200ms --routes /monitor/*",
			"latency-1   latency delay=800ms jitter=200ms   routes=/monitor/*   -           -      0        yes\n"},
		{"add hang --hang-for 3s --from +1h --nth 3 --every --count 2",
			"hang-1   hang for=3s   -         nth=3 every=true count=2   from=2026-01-01T01:10:00.000000+00:00   0 "},
		{`add {"drop":{},"per":"subscriber"}`, "drop-1   drop   -         per=subscriber   -"},
		{`add [{"drop":{}},{"reset":{}}]`, "reset-1"},
		{"list", "reset-1"},
		{"clear lost drop-1", "removed lost, which struck 0 times\nremoved drop-1, which struck 0 times\n"},
		{"clear", "removed 4\n"},
		{"clear", "removed 0\n"},
		{"add outage", "outage-reset"},
		{"profiles", "reconnect-storm   All streams end at once"},
	} {
		if got := s.ctl(t, append([]string{"fault"}, strings.Fields(tc.args)...)...); !strings.Contains(got, tc.want) {
			t.Errorf("ctl fault %s prints\n%s\nwant %q in it", tc.args, got, tc.want)
		}
	}
	if got := s.ctl(t, "fault", "list", "--json"); got != string(s.Get(t, "/mock/faults")) {
		t.Errorf("fault list --json prints %s, want the answer", got)
	}
}

// TestFaultKinds gives the example of every kind as flags, and every flag of each.
func TestFaultKinds(t *testing.T) {
	s := start(t)
	for _, usage := range model.FaultKinds {
		key := usage.Zero.Key()
		var want model.Fault
		if err := json.Unmarshal([]byte(`{"`+key+`": `+usage.Example+`}`), &want); err != nil {
			t.Fatal(err)
		}
		_, help, _ := run(t, "ctl", "fault", "add", key, "--help")
		_, example, _ := strings.Cut(help, "    trainmock ctl fault add ")
		example, _, _ = strings.Cut(example, "\n")
		args := strings.Fields(strings.ReplaceAll(example, "'internal error'", "internal_error"))
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "internal_error", "internal error")
		}
		s.ctl(t, append([]string{"fault", "add"}, args...)...)
		if got := s.definitions(t); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
			t.Errorf("ctl fault add %q makes %+v, want %+v", args, got, want)
		}
		s.ctl(t, "fault", "clear")
	}
}

// TestFaultTexts checks that commas in a path and semicolons in a header stay what they are.
func TestFaultTexts(t *testing.T) {
	s := start(t)
	s.ctl(t, "fault", "add", "status", "--code", "200", "--routes", "/a,b", "--routes", "/c;d", "--headers",
		"Content-Type=text/html; charset=utf-8", "--headers", "X-Reason=a=b,c", "--body", "a,b;c")
	want := model.Fault{On: model.FaultScope{Routes: []string{"/a,b", "/c;d"}}, Kind: model.FaultStatus{
		Code: 200, Body: "a,b;c", Headers: map[string]string{
			"Content-Type": "text/html; charset=utf-8", "X-Reason": "a=b,c",
		},
	}}
	if got := s.definitions(t); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestFaultFlags checks that every flag of a kind is described, and that no kind has flags that never apply to it.
func TestFaultFlags(t *testing.T) {
	root, err := ctl.Model()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, c := range root.Children {
		for _, add := range c.Children {
			if c.Name != "fault" || add.Name != "add" {
				continue
			}
			for _, kind := range add.Children {
				for _, f := range kind.Flags {
					if count++; f.Help == "" || f.PlaceHolder == "" && !f.IsBool() {
						t.Errorf("fault add %s --%s has no help or no placeholder", kind.Name, f.Name)
					}
				}
			}
		}
	}
	if count < 10*len(model.FaultKinds) {
		t.Errorf("the kinds have %d flags, want ten of each or more", count)
	}
	for _, args := range []string{
		"drop --routes /x", "stale --streams ws", "status --topics logs", "stale --per subscriber",
	} {
		words := append([]string{"ctl", "--url", "localhost:1", "fault", "add"}, strings.Fields(args)...)
		if code, _, stderr := run(t, words...); code != 2 {
			t.Errorf("fault add %s: exit code %d, logged %q, want 2", args, code, stderr)
		}
	}
}

// TestBadFaults checks the exit codes of mistakes.
func TestBadFaults(t *testing.T) {
	s := start(t)
	s.ctl(t, "fault", "add", "drop", "--name", "one")
	for _, tc := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"add", "drop", "--share", "2"}, 1, "share: 2 is not a share: use more than 0 and at most 1"},
		{[]string{"add", "drop", "--name", "one"}, 1, "there is a fault of that name"},
		{[]string{"add", "close", "--code", "1006"}, 1, "use the kind reset"},
		{[]string{"add", `{"drop": {}, "reset": {}}`}, 1, "exactly one kind"},
		{[]string{"clear", "two"}, 1, "there is no fault of that name"},
		{[]string{"add", "dorp"}, 2, `did you mean "drop"?`},
		{[]string{"add", "flakey"}, 2, `did you mean "flaky"?`},
		{[]string{"add", "{drop}"}, 2, "is no JSON"},
		{[]string{"add"}, 2, "definition"},
		{[]string{"add", "latency", "--delay", "800"}, 2, "is not a duration"},
		{[]string{"add", "drop", "--shar", "1"}, 2, "--share"},
		{[]string{"add", "drop", "--share", "5%"}, 2, `--share: "5%" is not a number: use 0.05`},
		{[]string{"add", "drop", "--share", "33.3%"}, 2, "use 0.333"},
		{[]string{"add", "drop", "--share", "x%"}, 2, `--share: "x%" is not a number: use digits, such as 0.5`},
		{[]string{"add", "drop", "--nth", "1.5"}, 2, `--nth: "1.5" is not a whole number: use digits alone, such as 20`},
		{[]string{"add", "status", "--code", "5xx"}, 2, `--code: "5xx" is not a whole number`},
		{[]string{"add", "status", "--headers", "x"}, 2,
			`--headers: "x" is not a name with a value: use NAME=VALUE, such as X-Reason=maintenance`},
		{[]string{"add", "status", "--headers", "=x"}, 2, `--headers: "=x" is not a name with a value`},
		{[]string{"add", "status", "--headers", "a=b", "--headers", "a=c"}, 2,
			`--headers: "a" is given twice: leave one out`},
		{[]string{"add", "drop", "--share", "0"}, 1, "share: 0 is not a share: use more than 0 and at most 1"},
		{[]string{"add", "drop", "--from", "-5m", "--for", "2m"}, 1, "from: with for it is over at"},
	} {
		code, _, stderr := run(t, append([]string{"ctl", "--url", s.URL, "fault"}, tc.args...)...)
		if code != tc.code || !strings.Contains(stderr, tc.want) {
			t.Errorf("fault %q: exit code %d, logged %q, want %d and %q", tc.args, code, stderr, tc.code, tc.want)
		}
	}
}

// TestProfiles adds every profile by its name.
func TestProfiles(t *testing.T) {
	s := start(t)
	for _, p := range fault.Profiles {
		s.ctl(t, "fault", "add", p.Name)
		if got := s.definitions(t); len(got) != len(p.Faults) {
			t.Errorf("fault add %s makes %d faults, want %d", p.Name, len(got), len(p.Faults))
		}
		s.ctl(t, "fault", "clear")
	}
}
