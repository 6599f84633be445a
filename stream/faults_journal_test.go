package stream_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// TestFaultsInJournal saves a run with faults of many sorts. Who watches another process that loads it is hit in the
// same places.
func TestFaultsInJournal(t *testing.T) {
	const query = "topics=training,cluster"
	a := newServer(t, func(o *stream.Options) { o.Genesis.Speed = 0 })
	watching := a.dial(t, query)
	until(t, watching, "snapshot")
	var want []string
	for _, step := range []struct {
		set     []string
		removed []string
	}{
		{set: []string{
			`{"name": "lost", "on": {"topics": ["training"]}, "share": 0.2, "drop": {}}`,
			`{"on": {"topics": ["training"]}, "nth": 7, "every": true, "duplicate": {"times": 2}}`,
		}},
		{set: []string{
			`{"on": {"topics": ["training"]}, "per": "subscriber", "count": 3, "malformed": {}}`,
			`{"on": {"topics": ["training"]}, "share": 0.5, "for": "4s", "truncate": {"bytes": 5}}`,
			`{"on": {"topics": ["training"]}, "from": "25s", "for": "5s", "empty": {}}`,
		}},
		{removed: []string{"lost"}},
		{set: []string{`{"name": "lost", "on": {"topics": ["training"]}, "share": 0.5, "drop": {}}`}},
	} {
		a.addFaults(t, step.set...)
		if step.removed != nil {
			if _, err := a.hub.RemoveFaults(t.Context(), step.removed...); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.hub.Advance(t.Context(), 10, nil); err != nil {
			t.Fatal(err)
		}
		list, err := events(watching)
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, list...)
	}
	b := newServer(t, func(o *stream.Options) { o.Genesis.Scenario, o.Genesis.Tick = load(t, "empty"), time.Hour })
	there := b.dial(t, query)
	until(t, there, "snapshot")
	if err := loadLines(t, b.hub, saved(t, a.hub)); err != nil {
		t.Fatal(err)
	}
	until(t, there, "clock")
	got := eventsOf(t, there, len(want))
	if !slices.Equal(got, want) {
		t.Errorf("got %d messages there\n%s\nwant %d\n%s", len(got), strings.Join(got, "\n"), len(want),
			strings.Join(want, "\n"))
	}
	if whole := 40 * 4; len(idsOf(got)) == whole || len(got) < whole/4 {
		t.Errorf("got %d messages, want some of %d struck", len(got), whole)
	}
}

// eventsOf returns the texts of a number of events.
func eventsOf(t *testing.T, r reader, count int) (list []string) {
	t.Helper()
	for len(list) < count {
		text, err := raw(r)
		if err != nil {
			t.Fatal(err)
		}
		switch wire.ReadHead([]byte(text)).Type {
		case "hello", "snapshot", "heartbeat":
		default:
			list = append(list, text)
		}
	}
	return list
}

// TestBadFaultLines checks that a mistake in a line of faults is refused with its line and field.
func TestBadFaultLines(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Genesis.Speed = 0 })
	s.addFaults(t, `{"name": "one", "share": 0.5, "from": "30s", "drop": {}}`)
	if _, err := s.hub.RemoveFaults(t.Context(), "one"); err != nil {
		t.Fatal(err)
	}
	good := string(saved(t, s.hub))
	for _, tc := range []struct{ old, bad, field, message string }{
		{`"share":0.5`, `"share":0`, "faults.set.0.share", "use more than 0 and at most 1"},
		{`"share":0.5`, `"share":2`, "faults.set.0.share", "use more than 0 and at most 1"},
		{`"name":"one"`, `"name":"a b"`, "faults.set.0.name", "is not a name"},
		{`"name":"one",`, ``, "faults.set.0.name", "not the name of a new fault"},
		{`"from":"2026-01-01T00:00:30.000000+00:00"`, `"from":"+30s"`, "faults.set.0.from", "use RFC 3339"},
		{`"from":"2026`, `"from":"2046`, "faults.set.0.from", "ten years"},
		{`"drop":{}`, `"drop":{},"reset":{}`, "faults.set.0.reset", "exactly one kind"},
		{`"drop":{}`, `"close":{"code":1006}`, "faults.set.0.close.code", "use the kind reset"},
		{`"set":[`, `"set":[{"name":"one","reset":{}},`, "faults.set.1.name", "not the name of a new fault"},
		{`"set":[`, `"set":[null,`, "faults.set.0", "a fault is an object"},
		{`"set":[`, `"add":[`, "add", "there is no such field"},
		{`{"removed":["one"]}`, `{"removed":["two"]}`, "faults.removed.0", "there is no fault"},
		{`{"removed":["one"]}`, `{}`, "faults", "it changes nothing"},
		{`{"removed":["one"]}`, `{"removed":["one"]},"speed":1`, "faults", "one too many"},
		{`{"removed":["one"]},"tick":0`, `{"removed":["one"]},"tick":3`, "tick", "while the world stands"},
		{`{"removed":["one"]},"tick":0,"now":"2026`, `{"removed":["one"]},"tick":0,"now":"2027`, "now", "world's time"},
	} {
		if strings.Count(good, tc.old) != 1 {
			t.Fatalf("%s is %d times in %s, want once", tc.old, strings.Count(good, tc.old), good)
		}
		err := loadLines(t, s.hub, []byte(strings.Replace(good, tc.old, tc.bad, 1)))
		var wrong *journal.Fault
		if !errors.As(err, &wrong) || wrong.Field != tc.field || !strings.Contains(wrong.Message, tc.message) ||
			wrong.Entry < 2 {
			t.Errorf("%s: got %+v, want %q in the field %q", tc.bad, err, tc.message, tc.field)
		}
	}
}

// TestManyFaultsInJournal checks that a journal cannot bring more faults than a world may have.
func TestManyFaultsInJournal(t *testing.T) {
	s := newServer(t, func(o *stream.Options) { o.Genesis.Speed = 0 })
	for i := range model.MaxFaults {
		s.addFaults(t, fmt.Sprintf(`{"name": "f%d", "drop": {}}`, i))
	}
	good := strings.TrimRight(string(saved(t, s.hub)), "\n")
	last := good[strings.LastIndex(good, "\n")+1:]
	err := loadLines(t, s.hub, []byte(good+"\n"+strings.Replace(last, "f63", "f64", 1)))
	var wrong *journal.Fault
	if !errors.As(err, &wrong) || wrong.Field != "faults.set" || wrong.Entry != model.MaxFaults+2 {
		t.Errorf("one more than %d: got %+v, want a mistake in its line", model.MaxFaults, err)
	}
}
