package load

import (
	"bytes"
	"context"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
)

// recording keeps all events of one stream, from an id on, as they come.
type recording struct {
	mu     sync.Mutex
	events []program.Message
	ids    []wire.EventID
	err    error
	// more is closed, and replaced, with each event and at the end.
	more chan struct{}
}

// record reads a stream until the test ends or the program does.
func record(t *testing.T, e program.Endpoint, query string) *recording {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	feed, err := program.OpenSSE(ctx, e.Client, e.URL+"/stream/sse?"+query)
	if err != nil {
		t.Fatal(err)
	}
	r := &recording{more: make(chan struct{})}
	var reading sync.WaitGroup
	reading.Go(func() { r.read(feed) })
	t.Cleanup(func() {
		cancel()
		reading.Wait()
	})
	return r
}

func (r *recording) read(feed program.Feed) {
	for {
		m, err := feed.Next()
		r.mu.Lock()
		if id, noID := wire.ParseEventID(m.ID); err == nil && noID == nil {
			r.events, r.ids = append(r.events, m), append(r.ids, id)
		}
		r.err = err
		close(r.more)
		r.more = make(chan struct{})
		r.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// behind returns the first count events behind a position, and reports whether they came.
func (r *recording) behind(position wire.EventID, count int) ([]program.Message, bool) {
	limit := time.NewTimer(program.Timeout)
	defer limit.Stop()
	for {
		r.mu.Lock()
		first := 0
		for first < len(r.ids) && !isBehind(r.ids[first], position) {
			first++
		}
		events, err, more := r.events[first:], r.err, r.more
		r.mu.Unlock()
		if len(events) >= count {
			return events[:count], true
		}
		if err != nil {
			return events, false
		}
		select {
		case <-more:
		case <-limit.C:
			return events, false
		}
	}
}

// told reports whether the tick of an id was told with the id's epoch. It waits for the tick. A stream with all topics
// begins each tick with index 0; the events of entities outside the scenario are in no stream without a filter.
func (r *recording) told(id wire.EventID) bool {
	begin := id
	begin.Index = 0
	before := begin
	before.Index--
	events, _ := r.behind(before, 1)
	return len(events) == 1 && events[0].ID == begin.String()
}

// isBehind reports whether the position of an id is behind that of another, whatever their epochs.
func isBehind(id, other wire.EventID) bool {
	return id.Tick > other.Tick || id.Tick == other.Tick && id.Index > other.Index
}

// contents holds what every id stands for.
type contents struct {
	mu   sync.Mutex
	text map[string][]byte
}

// check fails the test if an id stands for something else than before.
func (c *contents) check(t *testing.T, m program.Message) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, known := c.text[m.ID]; known && !bytes.Equal(before, m.Raw) {
		t.Errorf("%s is\n%s\nand was\n%s", m.ID, m.Raw, before)
	}
	c.text[m.ID] = m.Raw
}
