package feed_test

import (
	"fmt"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unique"

	"trainmock/stream/ask"
	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// busy tells of tasks and nodes, in two groups.
type busy struct{ teller }

func (busy) Groups(_, _ time.Time) []model.EventGroup {
	logs := []model.Event{
		{EventType: model.EventSystemLog, TaskID: "task_2", NodeID: "node_1"}, {EventType: model.EventSystemLog},
		{EventType: model.EventSystemLog, TaskID: "task_1"}, {EventType: model.EventSystemLog, NodeID: "node_1"},
		{EventType: model.EventSystemLog, TaskID: "node_1"},
	}
	var updates []model.Event
	for _, node := range []string{"node_3", "node_1", "node_2"} {
		updates = append(updates, model.Event{EventType: model.EventNodeUpdate, NodeID: node})
	}
	return []model.EventGroup{
		{Types: []*model.EventType{model.EventSystemLog}, Events: func() []model.Event { return logs }},
		{Types: []*model.EventType{model.EventNodeUpdate}, Events: func() []model.Event { return updates }},
	}
}

// TestFilters checks that a batch has, for each filter, the events that it admits, each once and in their order, also
// where events have their bytes for another filter already, or in another framing.
func TestFilters(t *testing.T) {
	const tick = 3
	b := feed.NewBatch(epoch, tick, anchor, anchor, busy{})
	all := slices.Concat(busy{}.Groups(anchor, anchor)[0].Events(), busy{}.Groups(anchor, anchor)[1].Events())
	for _, query := range []string{
		"", "topics=nodes", "node_id=node_1", "node_id=node_2,node_1,node_3", "task_id=task_2", "task_id=task_1,task_2",
		"task_id=task_2&node_id=node_1", "task_id=task_1&node_id=node_3&topics=logs", "node_id=node_1&interval=2s",
		"task_id=node_1", "node_id=task_1,x",
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ask.ParseFilter(values, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		for _, framing := range []wire.Framing{wire.SSE, wire.WebSocket, wire.NamedSSE} {
			var want []byte
			count := 0
			for i, e := range all {
				if f.Admits(e, tick) {
					id := wire.EventID{Epoch: epoch, Tick: tick, Index: i}
					text := wire.EncodeEvent(id, e.Type, model.Stamp(anchor), nil)
					want, count = framing.Append(want, id.String(), e.Type, text), count+1
				}
			}
			events := b.Events(0, f, framing)
			if got := slices.Concat(events.Parts...); string(got) != string(want) || events.Count != count ||
				b.Count(f) != count {
				t.Errorf("%q: got %d events, counted as %d: %s, want %d: %s", query, events.Count, b.Count(f), got, count,
					want)
			}
		}
	}
}

// manyNodes tells of nodes, in one group.
type manyNodes struct{ teller }

func (manyNodes) Groups(_, _ time.Time) []model.EventGroup {
	updates := make([]model.Event, 100)
	for i := range updates {
		updates[i] = model.Event{EventType: model.EventNodeUpdate, NodeID: fmt.Sprint("node_", i)}
	}
	return []model.EventGroup{{Types: []*model.EventType{model.EventNodeUpdate},
		Events: func() []model.Event { return updates }}}
}

// TestAppended checks that who appends to the parts of a tick, however many they are, leaves those of others alone.
func TestAppended(t *testing.T) {
	b := feed.NewBatch(epoch, 3, anchor, anchor, manyNodes{})
	b.Events(0, ask.Filter{}, wire.SSE) // The bytes of all events, of which others have parts.
	var ids []string
	for i := 0; i < 100; i += 2 {
		ids = append(ids, fmt.Sprint("node_", i))
		f := ask.Filter{NodeIDs: slices.Sorted(slices.Values(ids)), Scope: unique.Make(strings.Join(ids, " "))}
		one := append(b.Events(0, f, wire.SSE).Parts, []byte("one"))
		_ = append(b.Events(0, f, wire.SSE).Parts, []byte("other"))
		if got := string(one[len(ids)]); got != "one" {
			t.Errorf("behind %d parts is %q, want what was appended", len(ids), got)
		}
	}
}

// TestSharedEvents checks that filters share the bytes of an event that both admit, and that events that follow each
// other in memory are one part.
func TestSharedEvents(t *testing.T) {
	b := feed.NewBatch(epoch, 3, anchor, anchor, busy{})
	all := b.Events(0, ask.Filter{}, wire.WebSocket)
	if len(all.Parts) != 1 || all.Count != 8 {
		t.Errorf("got %d events in %d parts, want 8 in one", all.Count, len(all.Parts))
	}
	two := b.Events(0, ask.Filter{Scope: unique.Make("two"), NodeIDs: []string{"node_2", "node_3"}}, wire.WebSocket)
	if len(two.Parts) != 2 || two.Count != 2 {
		t.Fatalf("got %d events in %d parts, want 2 in two", two.Count, len(two.Parts))
	}
	last, whole := two.Parts[1], all.Parts[0]
	if &last[0] != &whole[len(whole)-len(last)] {
		t.Error("the last event has other bytes for another filter, want the same")
	}
	if cap(last) != len(last) {
		t.Errorf("a part has room for %d bytes behind it, want none", cap(last)-len(last))
	}
}

// manyEvents tells of so many nodes, each by its number.
type manyEvents struct {
	teller
	nodes int
	// during is called within each payload, if it is set.
	during func()
}

func (m manyEvents) Groups(_, _ time.Time) []model.EventGroup {
	return []model.EventGroup{{Types: []*model.EventType{model.EventNodeUpdate}, Events: func() []model.Event {
		list := make([]model.Event, m.nodes)
		for i := range list {
			list[i] = model.Event{EventType: model.EventNodeUpdate, Payload: model.Later(func() any {
				if m.during != nil {
					m.during()
				}
				return i
			})}
		}
		return list
	}}}
}

// TestManyEvents checks that a tick of so many events that processors share it has each of them once and in order, in
// both framings.
func TestManyEvents(t *testing.T) {
	const nodes, tick = 5000, 3
	b := feed.NewBatch(epoch, tick, anchor, anchor, manyEvents{nodes: nodes})
	for _, framing := range []wire.Framing{wire.SSE, wire.WebSocket} {
		var want []byte
		for i := range nodes {
			id := wire.EventID{Epoch: epoch, Tick: tick, Index: i}
			text := wire.EncodeEvent(id, model.EventNodeUpdate.Type, model.Stamp(anchor), i)
			want = framing.Append(want, id.String(), model.EventNodeUpdate.Type, text)
		}
		got := b.Events(0, ask.Filter{}, framing)
		if got.Count != nodes || !slices.Equal(slices.Concat(got.Parts...), want) {
			t.Errorf("framing %d: got %d events in %d parts, want %d, each once and in order", framing, got.Count,
				len(got.Parts), nodes)
		}
	}
}

// TestManyEventsOfThePast checks that one goroutine makes a tick that is older than the ring.
func TestManyEventsOfThePast(t *testing.T) {
	var running, most atomic.Int64
	told := manyEvents{nodes: 5000, during: func() {
		most.Store(max(most.Load(), running.Add(1)))
		runtime.Gosched()
		running.Add(-1)
	}}
	f := feed.New(feed.Options{Epoch: epoch, Published: feed.Begin((&ticks{}).Clock()), Teller: told,
		Replay: time.Hour}, anchor.Add(500*time.Second))
	b, held := f.Batch(100)
	if events := b.Events(0, ask.Filter{}, wire.SSE); held || events.Count != told.nodes || most.Load() != 1 {
		t.Errorf("tick 100 of 500: held by the ring: %t, %d events, up to %d made at a time; want %d one by one", held,
			events.Count, most.Load(), told.nodes)
	}
}
