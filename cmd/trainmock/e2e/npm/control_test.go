//go:build unix

package npm

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

var update = flag.Bool("update", false, "write what came of the calls to testdata/control/told.json")

// callOf returns the name of the call for a verb.
func callOf(verb string) string {
	return regexp.MustCompile(`_[a-z]`).ReplaceAllStringFunc(verb, func(s string) string { return strings.ToUpper(s[1:]) })
}

// subject returns the field of a verb that the first argument of its call fills, or "".
func subject(u model.Usage) string {
	first := reflect.TypeOf(u.Zero).Field(0)
	if first.Tag.Get("yaml") == "-" {
		return ""
	}
	return first.Tag.Get("json")
}

// verbCalls returns the arguments of each verb's call that have the values of its example.
func verbCalls(t *testing.T) map[string][]any {
	t.Helper()
	calls := map[string][]any{}
	for _, u := range model.Verbs {
		var values map[string]any
		if err := json.Unmarshal([]byte(u.Example), &values); err != nil {
			t.Fatal(err)
		}
		call := []any{values}
		if key := subject(u); key != "" {
			call = []any{values[key], values}
			delete(values, key)
		}
		calls[callOf(u.Zero.Key())] = call
	}
	return calls
}

// TestVerbs holds the calls for verbs and their types to the table of verbs.
func TestVerbs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(source, "control.d.ts"))
	if err != nil {
		t.Fatal(err)
	}
	script, err := os.ReadFile(filepath.Join(source, "control.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range model.Verbs {
		name := callOf(u.Zero.Key())
		row := "\t" + u.Zero.Key() + `: ["` + name + `"`
		if key := subject(u); key != "" {
			row += `, "` + key + `"`
		}
		if !strings.Contains(string(script), row+"],\n") {
			t.Errorf("control.js has no row %s]", row)
		}
		line := regexp.MustCompile(`\t` + name + `\(.*\n`).FindString(string(text))
		if strings.Contains(line, "StartTask") {
			_, line, _ = strings.Cut(string(text), "interface StartTask")
			line, _, _ = strings.Cut(line, "}")
		}
		for _, f := range reflect.VisibleFields(reflect.TypeOf(u.Zero)) {
			key, _, optional := strings.Cut(f.Tag.Get("json"), ",")
			if f.Tag.Get("yaml") == "-" || key == subject(u) {
				continue
			}
			if want := map[bool]string{true: key + "?: ", false: key + ": "}[optional]; !strings.Contains(line, want) {
				t.Errorf("control.d.ts: %s has no %q in %q", name, want, line)
			}
		}
	}
}

// TestControl makes every call with a token, and compares what came of each. The calls reach every route of the
// document under /mock.
func TestControl(t *testing.T) {
	p := newProject(t)
	p.copy(t, "control")
	calls, err := json.Marshal(verbCalls(t))
	if err != nil {
		t.Fatal(err)
	}
	c := p.node(t, "every_call.js")
	c.Stdin = strings.NewReader(string(calls))
	stdout, stderr, code := p.run(t, c)
	if code != 0 {
		t.Fatalf("exit code %d, printed %s, logged %s", code, stdout, stderr)
	}
	told := program.Decode(t, []byte(stdout))
	checkRoutes(t, told["requests"].([]any))
	delete(told, "requests")
	text, err := json.MarshalIndent(told, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/control/told.json"
	if *update {
		if err := os.WriteFile(file, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(text)+"\n" != string(want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}

// TestControlThroughProxy makes a session by an address of which the server knows nothing.
func TestControlThroughProxy(t *testing.T) {
	p := newProject(t)
	p.copy(t, "control")
	const want = `2026-01-01T00:00:00.000000+00:00 "type":"hello" true ws://...:/api/s/a/stream/ws` + "\n"
	if got := p.mustRun(t, "node", "proxied.js"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// checkRoutes fails the test for a route under /mock that was not asked. The log has no requests about itself, and a
// session's are in its own.
func checkRoutes(t *testing.T, requests []any) {
	t.Helper()
	document := program.Decode(t, program.Start(t, app.Run).Get(t, "/openapi.json"))
	asked := map[string]bool{}
	for _, r := range requests {
		asked[r.(string)] = true
	}
	asks := slices.Collect(maps.Keys(asked))
	for path, methods := range document["paths"].(map[string]any) {
		if !strings.HasPrefix(path, "/mock/") || strings.HasPrefix(path, "/mock/requests") {
			continue
		}
		pattern := regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(path, "[^/]+")
		for method := range methods.(map[string]any) {
			route := regexp.MustCompile("^" + strings.ToUpper(method) + " " + pattern + "$")
			if !slices.ContainsFunc(asks, route.MatchString) {
				t.Errorf("no call reaches %s %s", strings.ToUpper(method), path)
			}
		}
	}
}
