package stream_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// faultOf returns the fault that a JSON text defines.
func faultOf(tb testing.TB, text string) model.Fault {
	tb.Helper()
	var f model.Fault
	err := json.Unmarshal([]byte(text), &f)
	if err == nil {
		err = f.Check()
	}
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return f
}

// addFaults adds the faults that texts define.
func (s *server) addFaults(tb testing.TB, texts ...string) {
	tb.Helper()
	for _, text := range texts {
		if _, err := s.hub.AddFaults(tb.Context(), []model.Fault{faultOf(tb, text)}, false); err != nil {
			tb.Fatalf("%s: %v", text, err)
		}
	}
}

// raw reads the next message as a text, whether or not it is JSON.
func raw(r reader) (string, error) {
	switch r := r.(type) {
	case wsReader:
		r.SetReadDeadline(time.Now().Add(10 * time.Second))
		_, text, err := r.ReadMessage()
		return string(text), err
	case *sseReader:
		for r.lines.Scan() {
			if data, ok := strings.CutPrefix(r.lines.Text(), "data: "); ok {
				return data, nil
			}
		}
		return "", fmt.Errorf("the stream has ended: %w", cmpErr(r.lines.Err()))
	}
	return "", nil
}

// cmpErr returns an error that is never nil.
func cmpErr(err error) error {
	if err == nil {
		return fmt.Errorf("in good order")
	}
	return err
}

// events returns the texts of the events that a reader gets, up to the message about an advance, or to the error
// with which the connection ends.
func events(r reader) (list []string, err error) {
	for {
		text, err := raw(r)
		if err != nil {
			return list, err
		}
		switch wire.ReadHead([]byte(text)).Type {
		case "hello", "snapshot", "heartbeat":
		case "clock":
			return list, nil
		default:
			list = append(list, text)
		}
	}
}

// run advances a world that stands by so many ticks with faults, and returns what subscribers over both transports get.
func run(t *testing.T, seed uint64, ticks int64, query string, faults ...string) (ws, sse []string, wsErr, sseErr error) {
	t.Helper()
	s := newServer(t, func(o *stream.Options) { o.Genesis.Speed, o.Genesis.Seed = 0, seed })
	s.addFaults(t, faults...)
	first, second := s.dial(t, query), s.events(t, query, "")
	until(t, first, "snapshot")
	until(t, second, "snapshot")
	if _, err := s.hub.Advance(t.Context(), ticks, nil); err != nil {
		t.Fatal(err)
	}
	ws, wsErr = events(first)
	sse, sseErr = events(second)
	return ws, sse, wsErr, sseErr
}

// idsOf returns the ids of messages that are JSON.
func idsOf(list []string) (ids []string) {
	for _, text := range list {
		if id := wire.ReadHead([]byte(text)).ID; id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestMessageFaults compares what a fault leaves of a WebSocket with the whole stream over SSE.
func TestMessageFaults(t *testing.T) {
	const ticks = 40
	for _, tc := range []struct {
		fault string
		check func(t *testing.T, struck, whole []string)
	}{
		{`"drop": {}`, func(t *testing.T, struck, whole []string) {
			if len(struck) != 0 {
				t.Errorf("got %d of %d messages, want none", len(struck), len(whole))
			}
		}},
		{`"share": 0.3, "drop": {}`, func(t *testing.T, struck, whole []string) {
			rest := slices.DeleteFunc(slices.Clone(whole), func(m string) bool { return !slices.Contains(struck, m) })
			if share := 1 - float64(len(struck))/float64(len(whole)); math.Abs(share-0.3) > 0.1 || !slices.Equal(rest, struck) {
				t.Errorf("lost %.2f of %d, want 0.3, the rest in order", share, len(whole))
			}
		}},
		{`"nth": 3, "drop": {}`, func(t *testing.T, struck, whole []string) {
			if want := slices.Delete(slices.Clone(whole), 2, 3); !slices.Equal(struck, want) {
				t.Errorf("got %d of %d messages, want all but the third", len(struck), len(whole))
			}
		}},
		{`"nth": 5, "every": true, "count": 2, "drop": {}`, func(t *testing.T, struck, whole []string) {
			want := slices.Concat(whole[:4], whole[5:9], whole[10:])
			if !slices.Equal(struck, want) {
				t.Errorf("got %d of %d messages, want all but the fifth and the tenth", len(struck), len(whole))
			}
		}},
		{`"count": 4, "drop": {}`, func(t *testing.T, struck, whole []string) {
			if !slices.Equal(struck, whole[4:]) {
				t.Errorf("got %d of %d messages, want all but the first four", len(struck), len(whole))
			}
		}},
		{`"on": {"streams": ["ws"], "topics": ["training"]}, "drop": {}`, func(t *testing.T, struck, whole []string) {
			want := slices.DeleteFunc(slices.Clone(whole), func(m string) bool {
				return wire.ReadHead([]byte(m)).Type == "training_progress"
			})
			if !slices.Equal(struck, want) {
				t.Errorf("got %d of %d messages, want all but the %d of training", len(struck), len(whole), len(whole)-len(want))
			}
		}},
		{`"on": {"streams": ["ws"], "types": ["cluster_status"]}, "duplicate": {"times": 3}`,
			func(t *testing.T, struck, whole []string) {
				var want []string
				for _, m := range whole {
					if want = append(want, m); wire.ReadHead([]byte(m)).Type == "cluster_status" {
						want = append(want, m, m)
					}
				}
				if !slices.Equal(struck, want) {
					t.Errorf("got %d messages, want %d", len(struck), len(want))
				}
			}},
		{`"share": 0.2, "reorder": {}`, func(t *testing.T, struck, whole []string) {
			if slices.Equal(struck, whole) || !slices.Equal(sorted(struck), sorted(whole)) {
				t.Errorf("got %d messages, want the %d in another order", len(struck), len(whole))
			}
			for i := range struck {
				if i < len(whole) && tickOf(t, struck[i]) != tickOf(t, whole[i]) {
					t.Fatalf("message %d is of tick %d, want %d", i, tickOf(t, struck[i]), tickOf(t, whole[i]))
				}
			}
		}},
		{`"nth": 2, "empty": {}`, func(t *testing.T, struck, whole []string) {
			if struck[1] != "" || struck[2] != whole[2] {
				t.Errorf("got %.80q as the second message, want an empty one", struck[1])
			}
		}},
		{`"nth": 2, "malformed": {}`, func(t *testing.T, struck, whole []string) {
			if json.Valid([]byte(struck[1])) || struck[1][:len(struck[1])-1] != whole[1][:len(whole[1])-1] {
				t.Errorf("got %q as the second message, want broken JSON", struck[1])
			}
		}},
		{`"nth": 2, "truncate": {"bytes": 17}`, func(t *testing.T, struck, whole []string) {
			if struck[1] != whole[1][:17] {
				t.Errorf("got %q as the second message, want the first 17 bytes of %q", struck[1], whole[1])
			}
		}},
	} {
		t.Run(tc.fault, func(t *testing.T) {
			text := "{" + tc.fault + "}"
			if !strings.Contains(text, `"on"`) {
				text = `{"on": {"streams": ["ws"]}, ` + tc.fault + "}"
			}
			struck, whole, err, sseErr := run(t, 7, ticks, "", text)
			if err != nil || sseErr != nil {
				t.Fatal(err, sseErr)
			}
			tc.check(t, struck, whole)
			again, _, _, _ := run(t, 7, ticks, "", text)
			if !slices.Equal(struck, again) {
				t.Error("the same run is struck in other places")
			}
			// The same over SSE.
			_, sse, _, _ := run(t, 7, ticks, "", strings.Replace(text, `"ws"`, `"sse"`, 1))
			if !slices.Equal(sse, struck) {
				t.Errorf("over SSE: got %d messages, want the %d of the WebSocket", len(sse), len(struck))
			}
		})
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

func tickOf(t *testing.T, text string) int64 {
	return parseID(t, wire.ReadHead([]byte(text)).ID).Tick
}

// TestFaultsThatEnd checks how connections end that a fault strikes, and that those that resume get everything.
func TestFaultsThatEnd(t *testing.T) {
	for _, tc := range []struct {
		fault string
		ended func(error) bool
	}{
		{`{"on": {"streams": ["ws"]}, "nth": 20, "close": {}}`, func(err error) bool { return websocket.IsCloseError(err, 1011) }},
		{`{"on": {"streams": ["ws"]}, "nth": 20, "close": {"code": 4001, "reason": "mine"}}`, func(err error) bool {
			return websocket.IsCloseError(err, 4001) && strings.Contains(err.Error(), "mine")
		}},
		{`{"on": {"streams": ["ws"]}, "nth": 20, "reset": {}}`, func(err error) bool {
			return strings.Contains(err.Error(), "reset by peer")
		}},
		{`{"on": {"streams": ["ws"]}, "nth": 20, "truncate": {"frame": true}}`, func(err error) bool {
			return websocket.IsCloseError(err, websocket.CloseAbnormalClosure) || strings.Contains(err.Error(), "EOF")
		}},
	} {
		s := newServer(t, paused)
		s.addFaults(t, tc.fault)
		r, whole := s.dial(t, ""), s.events(t, "", "")
		until(t, r, "snapshot")
		until(t, whole, "snapshot")
		if _, err := s.hub.Advance(t.Context(), 30, nil); err != nil {
			t.Fatal(err)
		}
		got, err := events(r)
		want, _ := events(whole)
		if err == nil || !tc.ended(err) || !slices.Equal(got, want[:19]) {
			t.Errorf("%s: got %d messages and %v", tc.fault, len(got), err)
			continue
		}
		resumed := s.dial(t, "since="+idsOf(got)[18])
		until(t, resumed, "hello")
		if _, err := s.hub.Advance(t.Context(), 1, nil); err != nil {
			t.Fatal(err)
		}
		rest, err := events(resumed)
		if err != nil || len(rest) < len(want)-19 || !slices.Equal(rest[:len(want)-19], want[19:]) {
			t.Errorf("%s: resuming got %d messages and %v, want %d", tc.fault, len(rest), err, len(want)-19)
		}
	}
}

// TestShare checks that a share of 10,000 events is struck within the interval that 99 of 100 draws are in, in the same
// places for the same seed, and in others for another.
func TestShare(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	const share, most = 0.05, 10_000
	drop := `{"name": "lost", "on": {"streams": ["ws"]}, "share": 0.05, "drop": {}}`
	var struck [3][]string
	for i, seed := range []uint64{7, 7, 8} {
		ws, sse, err, _ := run(t, seed, 1200, "topics=nodes,cluster", drop)
		if err != nil || len(sse) < most {
			t.Fatalf("got %d events and %v, want at least %d", len(sse), err, most)
		}
		left := map[string]bool{}
		for _, id := range idsOf(ws) {
			left[id] = true
		}
		for _, id := range idsOf(sse)[:most] {
			if !left[id] {
				// The name of the world differs between seeds.
				_, place, _ := strings.Cut(id, ":")
				struck[i] = append(struck[i], place)
			}
		}
	}
	const z = 2.576 // of the normal distribution, for 99 %
	if off := float64(len(struck[0])) - share*most; math.Abs(off) > z*math.Sqrt(most*share*(1-share)) {
		t.Errorf("%d of %d are struck, want about %v", len(struck[0]), most, share*most)
	}
	if !slices.Equal(struck[0], struck[1]) {
		t.Error("the same seed is struck in other places")
	}
	if slices.Equal(struck[0], struck[2]) {
		t.Error("another seed is struck in the same places")
	}
}

// TestPerSubscriber checks that connections are struck alike by a fault of the world, and each for itself by one per
// subscriber.
func TestPerSubscriber(t *testing.T) {
	for _, per := range []string{"", `"per": "subscriber",`} {
		s := newServer(t, paused)
		s.addFaults(t, `{"on": {"streams": ["ws"]}, `+per+`"share": 0.2, "drop": {}}`)
		a, b := s.dial(t, ""), s.dial(t, "")
		until(t, a, "snapshot")
		until(t, b, "snapshot")
		if _, err := s.hub.Advance(t.Context(), 40, nil); err != nil {
			t.Fatal(err)
		}
		first, _ := events(a)
		second, _ := events(b)
		if slices.Equal(first, second) != (per == "") {
			t.Errorf("per %q: got %d and %d messages, equal: %t", per, len(first), len(second), slices.Equal(first, second))
		}
	}
}

// TestFaultsEnd checks that a fault strikes within its world time only, and not once it is removed; what was dropped
// comes by resuming, while the fault is in force too.
func TestFaultsEnd(t *testing.T) {
	s := newServer(t, paused)
	step := func(ticks int64) {
		if _, err := s.hub.Advance(t.Context(), ticks, nil); err != nil {
			t.Fatal(err)
		}
	}
	r, whole := s.dial(t, ""), s.events(t, "", "")
	until(t, r, "snapshot")
	until(t, whole, "snapshot")
	ticks := func() (all, struck []string) {
		all, err := events(whole)
		if err != nil {
			t.Fatal(err)
		}
		if struck, err = events(r); err != nil {
			t.Fatal(err)
		}
		return all, struck
	}
	step(3)
	all, struck := ticks()
	if !slices.Equal(all, struck) {
		t.Fatal("without a fault: the streams differ")
	}
	before := idsOf(all)[len(all)-1]
	s.addFaults(t, `{"name": "a", "on": {"streams": ["ws"]}, "for": "70ms", "drop": {}}`)
	step(10)
	all, struck = ticks()
	if first := tickOf(t, struck[0]); first != tickOf(t, all[0])+3 {
		t.Errorf("for 70 ms: got the first tick %d, want %d", first, tickOf(t, all[0])+3)
	}
	s.addFaults(t, `{"name": "b", "on": {"streams": ["ws"]}, "drop": {}}`)
	step(5)
	lost, struck := ticks()
	if len(struck) != 0 {
		t.Errorf("in force: got %d messages, want none", len(struck))
	}
	resumed := s.dial(t, "since="+before)
	until(t, resumed, "hello")
	step(1)
	if got, err := events(resumed); err != nil || !slices.Equal(got, slices.Concat(all, lost)) {
		t.Errorf("resumed: got %d messages and %v, want %d", len(got), err, len(all)+len(lost))
	}
	ticks()
	if _, err := s.hub.RemoveFaults(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	step(5)
	if all, struck = ticks(); !slices.Equal(all, struck) {
		t.Errorf("removed: got %d messages, want %d", len(struck), len(all))
	}
	if list := s.hub.Subscriptions(); len(list[0].Faults)+len(list[1].Faults) != 0 {
		t.Errorf("got %+v, want no faults in force", list)
	}
}

// TestFaultsOfThePast seeks while faults hold a stream up: the ticks of the epoch that ends are struck in the same places
// as without hurry, and a removed fault does not hold up what is left of it.
func TestFaultsOfThePast(t *testing.T) {
	var runs [2][]string
	for i, wait := range []time.Duration{0, 600 * time.Millisecond} {
		s := newServer(t, paused)
		s.addFaults(t, `{"name": "late", "on": {"streams": ["ws"]}, "latency": {"delay": "300ms"}}`,
			`{"on": {"streams": ["ws"]}, "share": 0.3, "drop": {}}`,
			`{"on": {"streams": ["ws"]}, "nth": 7, "every": true, "duplicate": {}}`)
		r := s.dial(t, "")
		until(t, r, "snapshot")
		if err := advance(40)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		<-time.After(wait)
		if err := seek(farAway)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		if _, err := s.hub.RemoveFaults(t.Context(), "late"); err != nil {
			t.Fatal(err)
		}
		if err := advance(10)(t, s.hub); err != nil {
			t.Fatal(err)
		}
		for advances := 0; advances < 2; {
			text, err := raw(r)
			if err != nil {
				t.Fatal(err)
			}
			if head := wire.ReadHead([]byte(text)); head.Type == "clock" && strings.Contains(text, `"advance"`) {
				advances++
			} else if head.ID != "" {
				runs[i] = append(runs[i], head.ID)
			}
		}
	}
	if at := differ(runs[0], runs[1]); at >= 0 {
		t.Errorf("message %d is %s in a hurry, want %s of %d", at, line(runs[0], at), line(runs[1], at), len(runs[1]))
	}
}
