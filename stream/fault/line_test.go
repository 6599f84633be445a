package fault_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// epoch is the name of the tests' world, and start the world time of its tick 0. Its ticks are a second apart.
const epoch = "9f3ab2c1"

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// ticks are published ticks with as many events each. looked is called for each tick whose events are counted.
type ticks struct {
	newest int64
	events int
	looked func(tick int64)
}

func (t *ticks) First() int64              { return 0 }
func (t *ticks) Newest() int64             { return t.newest }
func (t *ticks) Time(tick int64) time.Time { return start.Add(time.Duration(tick) * time.Second) }
func (t *ticks) InTurn(call func())        { call() }

func (t *ticks) Indices(tick int64, wanted func(*model.EventType) bool) (list []int) {
	if t.looked != nil {
		t.looked(tick)
	}
	for i := range t.events {
		if wanted(model.EventNodeState) {
			list = append(list, i)
		}
	}
	return list
}

// rulesOf returns the rules of faults that texts define, from tick 1 on.
func rulesOf(tb testing.TB, t *ticks, texts ...string) (*fault.Rules, fault.List) {
	tb.Helper()
	var list fault.List
	for i, text := range texts {
		var f model.Fault
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			tb.Fatalf("%s: %v", text, err)
		}
		f.Name = fmt.Sprintf("f%d", i)
		if err := f.Check(); err != nil {
			tb.Fatalf("%s: %v", text, err)
		}
		list = list.With(f, 0)
	}
	return newRules(t, list, nil), list
}

// newRules returns the rules of a list, behind others.
func newRules(t *ticks, list fault.List, before *fault.Rules) *fault.Rules {
	return fault.New(fault.Options{Epoch: epoch, Seed: 7, Start: start, Ticks: t, Faults: list}, before)
}

// connection describes a WebSocket with all events.
func connection(id string) fault.Connection {
	return fault.Connection{
		ID: id, Transport: model.TransportWebSocket, Framing: wire.WebSocket, Wake: func() {},
		Wants: func(*model.EventType) bool { return true }, InTurn: func(call func()) { call() },
	}
}

// follow returns the line of a connection that has been open since tick 0.
func follow(r *fault.Rules, c fault.Connection) *fault.Line {
	l := fault.NewLine(c)
	l.Follow(r, r, 0)
	return l
}

// piece returns a tick of a stream.
func (t *ticks) piece(tick int64) deliver.Piece {
	var all []byte
	for i := range t.events {
		id := wire.EventID{Epoch: epoch, Tick: tick, Index: i}.String()
		body := fmt.Sprintf(`{"id":%q,"type":"node_state","time":%q,"payload":{}}`, id, model.Stamp(t.Time(tick)))
		all = wire.WebSocket.Append(all, id, "node_state", []byte(body))
	}
	return deliver.Of(all)
}

// send passes a tick through a line, and returns the indices of the events that come out at once.
func (t *ticks) send(l *fault.Line, tick int64) (list []int) {
	l.Arrive(t.newest, t.Time(t.newest), time.Now())
	next := func() (p deliver.Piece, ok bool) { return p, false }
	l.Add(t.piece(tick), time.Now())
	for p, _, ok := l.Next(time.Now(), next); ok; p, _, ok = l.Next(time.Now(), next) {
		for part := range wire.WebSocket.Parts(slices.Concat(p.Parts...)) {
			if id, err := wire.ParseEventID(wire.ReadHead(part.Message).ID); err == nil {
				list = append(list, id.Index)
			}
		}
	}
	return list
}

// struck returns how often each fault has struck, and whether it is in force.
func struck(r *fault.Rules, world *ticks) (list []string) {
	for _, s := range r.States(world.Time(world.newest)) {
		list = append(list, fmt.Sprintf("%d %t", s.Struck, s.InForce))
	}
	return list
}

// all returns how many events of ticks come out of a line at once.
func (t *ticks) all(l *fault.Line, first, last int64) (count int) {
	for tick := first; tick <= last; tick++ {
		count += len(t.send(l, tick))
	}
	return count
}

// TestHangThatHasEnded removes a fault, or lets its time pass, while a connection still has ticks of before to get:
// these come without another silence.
func TestHangThatHasEnded(t *testing.T) {
	for _, text := range []string{
		`{"on": {"streams": ["ws"]}, "share": 0.5, "hang": {}}`,
		`{"on": {"streams": ["ws"]}, "nth": 2, "every": true, "hang": {"for": "1h"}}`,
		`{"on": {"streams": ["ws"]}, "share": 0.5, "freeze": {"for": "10m", "every": "20m"}}`,
		`{"on": {"streams": ["ws"]}, "per": "subscriber", "nth": 2, "every": true, "hang": {}}`,
		`{"on": {"streams": ["ws"]}, "hang": {}}`,
	} {
		for _, removed := range []bool{true, false} {
			world := &ticks{newest: 20, events: 3}
			rules, list := rulesOf(t, world, text)
			if !removed {
				list[0].For = 30 * time.Second
				list[0].Fault = list[0].Beginning(0)
				rules = newRules(world, list, nil)
			}
			l := follow(rules, connection("s1"))
			got := world.all(l, 1, 20)
			if !l.Silent() {
				t.Fatalf("%s: got %d events, want a silence", text, got)
			}
			if world.newest = 40; removed {
				rules = newRules(world, list.Without([]string{"f0"}, 40), rules)
				l.Follow(rules, rules, 0)
			}
			if got += world.all(l, 21, 29); got != 29*3 || l.Silent() {
				t.Errorf("%s, removed: %t: got %d events, silent: %t; want %d", text, removed, got, l.Silent(), 29*3)
			}
		}
	}
}

// TestCountsOfARemovedFault removes a fault that has struck as often as it may: it does not strike what a connection
// still has to get of before.
func TestCountsOfARemovedFault(t *testing.T) {
	for _, per := range []string{"", `"per": "subscriber",`} {
		world := &ticks{newest: 20, events: 3}
		rules, list := rulesOf(t, world, `{"on": {"streams": ["ws"]}, `+per+`"count": 1, "drop": {}}`)
		l := follow(rules, connection("s1"))
		got := world.all(l, 1, 5)
		rules = newRules(world, list.Without([]string{"f0"}, 20), rules)
		l.Follow(rules, rules, 0)
		if got += world.all(l, 6, 20); got != 20*3-1 {
			t.Errorf("%s got %d events, want all but one of %d", per, got, 20*3)
		}
	}
}

// TestReorder checks that events change places, and that no event that is struck stays where it was.
func TestReorder(t *testing.T) {
	const reorder = `{"on": {"streams": ["ws"]}, "reorder": {}}`
	for events := 2; events < 9; events++ {
		world := &ticks{newest: 20, events: events}
		rules, _ := rulesOf(t, world, reorder, reorder)
		l := follow(rules, connection("s1"))
		for tick := range int64(20) {
			for i, index := range world.send(l, tick+1) {
				if i == index {
					t.Errorf("event %d of %d stays at its place", i, events)
				}
			}
		}
		if got := struck(rules, world); got[0] != fmt.Sprintf("%d true", 20*events) || got[1] != "0 true" {
			t.Errorf("%d events a tick: got strikes %v, want one for each event", events, got)
		}
	}
}

// TestLatencyThatIsRemoved removes one of two faults that delay a stream: what it has held up comes as late as the
// other one demands, and at once when that is gone, too.
func TestLatencyThatIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := &ticks{newest: 1, events: 3}
		rules, list := rulesOf(t, world, `{"on": {"streams": ["ws"]}, "latency": {"delay": "10m"}}`,
			`{"on": {"streams": ["ws"]}, "latency": {"delay": "1m"}}`,
			`{"on": {"streams": ["ws"]}, "bandwidth": {"kbps": 8}}`,
			`{"on": {"streams": ["ws"]}, "duplicate": {}}`)
		l := follow(rules, connection("s1"))
		defer l.Stop()
		remove := func(name string) {
			list = list.Without([]string{name}, 1)
			rules = newRules(world, list, rules)
			l.Follow(rules, rules, 0)
		}
		next := func() (p deliver.Piece, reset, ok bool) {
			l.Arrive(1, world.Time(1), time.Now())
			return l.Next(time.Now(), func() (p deliver.Piece, ok bool) { return p, false })
		}
		if got := world.send(l, 1); len(got) != 0 {
			t.Errorf("got the events %v, want none yet", got)
		}
		remove("f0")
		<-time.After(59 * time.Second)
		if p, _, ok := next(); ok {
			t.Errorf("got %q after 59 s, want nothing", p.Parts)
		}
		<-time.After(time.Second)
		if p, _, ok := next(); !ok || p.Pace != 1000 {
			t.Errorf("got %t and a pace of %d after a minute, want 1000", ok, p.Pace)
		}
		remove("f2")
		if p, _, ok := next(); !ok || p.Pace != 0 {
			t.Errorf("got %t and a pace of %d, want none", ok, p.Pace)
		}
		world.newest = 2
		world.send(l, 2)
		remove("f1")
		if got := world.send(l, 2); len(got) != 2*(3+3) {
			t.Errorf("got the events %v, want all of two pieces twice", got)
		}
	})
}

// TestEverythingIsDropped checks that a line of which nothing is left looks up behind each piece.
func TestEverythingIsDropped(t *testing.T) {
	world := &ticks{newest: 1000, events: 3}
	rules, list := rulesOf(t, world, `{"on": {"streams": ["ws"]}, "drop": {}}`)
	woken := 0
	c := connection("s1")
	c.Wake = func() { woken++ }
	l, tick := follow(rules, c), int64(0)
	stream := func() (deliver.Piece, bool) {
		tick++
		return world.piece(tick), tick <= 1000
	}
	for range 3 {
		if p, _, ok := l.Next(time.Now(), stream); ok {
			t.Errorf("got %q, want nothing", p.Parts)
		}
	}
	if tick != 3 || woken != 3 {
		t.Errorf("got %d ticks and %d wakes, want one for each call of 3", tick, woken)
	}
	rules = newRules(world, list.Without([]string{"f0"}, 3), rules)
	l.Follow(rules, rules, 0)
	if _, _, ok := l.Next(time.Now(), stream); !ok || woken != 3 {
		t.Errorf("without the fault: got %t and %d wakes, want a message and 3", ok, woken)
	}
}
