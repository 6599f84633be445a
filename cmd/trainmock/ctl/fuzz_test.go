package ctl

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"trainmock/stream/model"
)

// FuzzArguments reads any arguments, a line each. They select a command, ask for help, or are refused in words that can
// be shown. No server is asked.
func FuzzArguments(f *testing.F) {
	for _, line := range []string{
		"", "--help", "clock", "advance 30s", "advance --until node_state --node #2 --state DEAD --most 10m", "seek -5m",
		"seek -", "run --speed NaN", "slow-node #2 --factor NaN", "send alert {} --topic logs", "journal save x", "kick s1 --code 99999999999999999999",
		"--url http://[::1 clock", "--session ../x clock", "requests --follow --limit -1", "scenario --file -", "-- -x",
	} {
		f.Add(strings.ReplaceAll(line, " ", "\n"))
	}
	for _, usage := range model.Verbs {
		f.Add(strings.ReplaceAll(strings.TrimPrefix(newVerb(usage).example(), program+" "), " ", "\n"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		var stdout, stderr bytes.Buffer
		l, selected, err := parse(strings.Split(text, "\n"), &stdout, &stderr)
		switch {
		case errors.Is(err, errAnswered):
			if stdout.Len() == 0 {
				t.Errorf("%q: printed nothing, want help", text)
			}
			return
		case err != nil:
			if shown := model.Visible(err.Error()); shown == "" || strings.Contains(shown, "\n") {
				t.Errorf("%q: refused with %q, want a line", text, shown)
			}
			return
		case selected == nil:
			t.Fatalf("%q: no command is selected", text)
		}
		if c, err := l.client(); err == nil {
			c.close()
		}
		if v, ok := selected.(*verbCommand); ok {
			if body, err := json.Marshal(v.body()); err != nil || !bytes.Contains(body, []byte(v.usage.Zero.Key())) {
				t.Errorf("%q: sends %s (%v), want %s in it", text, body, err, v.usage.Zero.Key())
			}
		}
	})
}
