package fault_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// TestCountingHoldsNothingUp counts events, which takes long: meanwhile the lanes, the list of faults and connections
// whose faults count nothing go on.
func TestCountingHoldsNothingUp(t *testing.T) {
	counting, goOn := make(chan struct{}), make(chan struct{})
	world := &ticks{newest: 50, events: 2}
	world.looked = func(tick int64) {
		if tick == 10 {
			close(counting)
			<-goOn
		}
	}
	rules, _ := rulesOf(t, world, `{"on": {"streams": ["ws"]}, "nth": 7, "every": true, "drop": {}}`)
	var turn sync.Mutex
	inTurn := func(call func()) {
		turn.Lock()
		defer turn.Unlock()
		call()
	}
	first, second := connection("s1"), connection("s2")
	first.InTurn, second.InTurn = inTurn, inTurn
	counts, busy := follow(rules, first), follow(rules, second)
	done := make(chan struct{})
	var got []int
	go func() {
		defer close(done)
		got = world.send(counts, 49)
	}()
	<-counting
	others := make(chan struct{})
	go func() {
		defer close(others)
		busy.Busy(49)
		fault.Names(rules.Concern(&first), start)
		if list := rules.States(start); len(list) != 1 || !list[0].InForce {
			t.Errorf("got %v, want a fault in force", list)
		}
		inTurn(func() {})
	}()
	select {
	case <-others:
	case <-time.After(5 * time.Second):
		t.Error("others wait while events are counted")
	}
	close(goOn)
	<-done
	// Events 97 and 98 of the world are in tick 49, and 98 is a multiple of 7.
	if !slices.Equal(got, []int{0}) {
		t.Errorf("got the events %v of tick 49, want the first", got)
	}
}

// TestCountingIsBounded leaves a fault that counts without connections for a long time, twice.
func TestCountingIsBounded(t *testing.T) {
	looked := 0
	world := &ticks{events: 1, looked: func(int64) { looked++ }}
	rules, _ := rulesOf(t, world, `{"nth": 50, "every": true, "drop": {}}`)
	for _, newest := range []int64{1, 1_000_000, 2_000_000} {
		world.newest, looked = newest, 0
		world.send(follow(rules, connection("s1")), newest)
		if looked > 100_001 {
			t.Errorf("up to tick %d: %d ticks are counted, want 100,001 at most", newest, looked)
		}
	}
}

// TestCountOfSilences checks that count is used up by silences that begin, and by events that change places, alone.
func TestCountOfSilences(t *testing.T) {
	for _, tc := range []struct{ way, kind string }{
		{`"count": 3`, `"freeze": {"for": "2s", "every": "4s"}`},
		{`"count": 3, "share": 0.9`, `"hang": {"for": "2s"}`},
		{`"count": 3, "nth": 2, "every": true`, `"hang": {"for": "2s"}`},
		{`"count": 3, "per": "subscriber"`, `"freeze": {"for": "2s", "every": "4s"}`},
	} {
		synctest.Test(t, func(t *testing.T) {
			world := &ticks{events: 5}
			rules, _ := rulesOf(t, world, `{"on": {"streams": ["ws"]}, `+tc.way+`, `+tc.kind+`}`)
			lines := []*fault.Line{follow(rules, connection("s1")), follow(rules, connection("s2"))}
			for tick := range int64(40) {
				world.newest = tick + 1
				for _, l := range lines {
					world.send(l, tick+1)
				}
				<-time.After(time.Second)
			}
			if lines[0].Busy(world.newest + 1) {
				t.Errorf("%s, %s: the connection is still busy", tc.way, tc.kind)
			}
			if got, want := struck(rules, world)[0], fmt.Sprintf("6 %t", strings.Contains(tc.way, "per")); got != want {
				t.Errorf("%s, %s: got strikes %s, want %s", tc.way, tc.kind, got, want)
			}
		})
	}
	// An event that is alone in its tick cannot change places.
	world := &ticks{newest: 20, events: 1}
	rules, _ := rulesOf(t, world, `{"on": {"streams": ["ws"]}, "count": 2, "reorder": {}}`)
	l := follow(rules, connection("s1"))
	world.all(l, 1, 10)
	world.events = 2
	if got := world.send(l, 11); !slices.Equal(got, []int{1, 0}) {
		t.Errorf("got the events %v, want them to have changed places", got)
	}
	if got := struck(rules, world)[0]; got != "2 false" {
		t.Errorf("got strikes %s, want 2 false", got)
	}
}

// passes reports whether a message without an id comes out of a line at once.
func passes(l *fault.Line, kind string, at time.Time) bool {
	body := fmt.Sprintf(`{"type":%q,"time":%q,"payload":{}}`, kind, model.Stamp(at))
	l.Add(deliver.Of(wire.WebSocket.Append(nil, "", kind, []byte(body))), time.Now())
	_, _, ok := l.Next(time.Now(), func() (p deliver.Piece, ok bool) { return p, false })
	return ok
}

// dashboard describes a dashboard.
func dashboard(id string) fault.Connection {
	c := connection(id)
	c.Transport, c.Wants = model.TransportDashboard, nil
	return c
}

// TestCountOfOtherMessages checks that count and nth end a fault that strikes messages that are no events of the
// world, wherever these come.
func TestCountOfOtherMessages(t *testing.T) {
	for _, tc := range []struct {
		fault, kind string
		connection  func(id string) fault.Connection
		want        []bool
	}{
		{`{"on": {"streams": ["dashboard"]}, "count": 2, "drop": {}}`, "node_update", dashboard,
			[]bool{false, false, true, true}},
		{`{"on": {"streams": ["dashboard"]}, "nth": 3, "drop": {}}`, "node_update", dashboard,
			[]bool{true, true, false, true}},
		{`{"on": {"types": ["hello"]}, "count": 1, "drop": {}}`, "hello", connection, []bool{false, true, true, true}},
		{`{"on": {"types": ["hello"]}, "per": "subscriber", "count": 1, "drop": {}}`, "hello", connection,
			[]bool{false, false, false, false}},
	} {
		world := &ticks{newest: 20, events: 1}
		rules, _ := rulesOf(t, world, tc.fault)
		var got []bool
		var last *fault.Line
		for i := range tc.want {
			last = follow(rules, tc.connection(fmt.Sprintf("s%d", i)))
			got = append(got, passes(last, tc.kind, start))
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.fault, got, tc.want)
		}
		per := strings.Contains(tc.fault, "per")
		if state := struck(rules, world)[0]; strings.Contains(state, "true") != per || last.Busy(21) {
			t.Errorf("%s: got strikes %s, busy %t; want it to have ended", tc.fault, state, last.Busy(21))
		}
	}
}

// TestCountOfAll checks that a fault that strikes answers and streams strikes as often as count says in all.
func TestCountOfAll(t *testing.T) {
	world := &ticks{newest: 20, events: 1}
	rules, _ := rulesOf(t, world, `{"count": 1, "latency": {"delay": "10m"}}`)
	q := &fault.Request{Method: "GET", Path: "/health", Route: "/health"}
	if fault.Strike(q, start, rules) == nil {
		t.Error("the first request is not struck")
	}
	if got := world.all(follow(rules, connection("s1")), 1, 20); got != 20 {
		t.Errorf("got %d events at once, want 20", got)
	}
	if got := struck(rules, world)[0]; got != "1 false" {
		t.Errorf("got strikes %s, want 1 false", got)
	}
}

// TestDrawOfDashboards checks that a message is struck on all dashboards or on none, unless each draws for itself.
func TestDrawOfDashboards(t *testing.T) {
	for _, per := range []string{"", `"per": "subscriber",`} {
		text := `{"on": {"streams": ["dashboard"]}, ` + per + `"share": 0.5, "drop": {}}`
		rules, _ := rulesOf(t, &ticks{newest: 20}, text)
		var got [2][]bool
		for i := range got {
			l := follow(rules, dashboard(fmt.Sprintf("s%d", i)))
			for second := range 64 {
				got[i] = append(got[i], passes(l, "node_update", start.Add(time.Duration(second)*time.Second)))
			}
		}
		if slices.Equal(got[0], got[1]) != (per == "") || !slices.Contains(got[0], false) {
			t.Errorf("%s got %v and %v", per, got[0], got[1])
		}
	}
}
