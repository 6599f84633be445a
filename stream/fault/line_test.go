package fault_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
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
	return deliver.Piece{Bytes: all}
}

// send passes a tick through a line, and returns the indices of the events that come out at once.
func (t *ticks) send(l *fault.Line, tick int64) (list []int) {
	l.Arrive(t.newest, t.Time(t.newest), time.Now())
	next := func() (p deliver.Piece, ok bool) { return p, false }
	l.Add(t.piece(tick), time.Now())
	for p, _, ok := l.Next(time.Now(), next); ok; p, _, ok = l.Next(time.Now(), next) {
		for part := range wire.WebSocket.Parts(p.Bytes) {
			if id, err := wire.ParseEventID(wire.ReadHead(part.Message).ID); err == nil {
				list = append(list, id.Index)
			}
		}
	}
	return list
}

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
