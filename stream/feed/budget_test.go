package feed_test

import (
	"net/url"
	"testing"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/feed"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// TestBudget has two feeds share a budget: beyond it no variant is kept, and what is dropped is given back.
func TestBudget(t *testing.T) {
	filter, err := ask.ParseFilter(url.Values{}, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	budget := feed.NewBudget(500)
	open := func() *feed.Feed {
		return feed.New(feed.Options{
			Epoch: epoch, Published: feed.Begin((&ticks{}).Clock()), Teller: teller{}, Replay: time.Minute,
			Budget: budget,
		}, anchor.Add(500*time.Second))
	}
	first, second := open(), open()
	kept := func(f *feed.Feed, tick int64) bool {
		b, _ := f.Batch(tick)
		one, again := b.Events(0, filter, wire.SSE), b.Events(0, filter, wire.SSE)
		return &one.Parts[0] == &again.Parts[0]
	}
	if !kept(first, 500) || budget.Used() == 0 {
		t.Errorf("got %d bytes used, want a variant that is kept and counted", budget.Used())
	}
	for tick := int64(499); budget.Used() <= 500; tick-- {
		kept(first, tick)
	}
	if kept(second, 500) {
		t.Error("the second feed keeps a variant, want none beyond the budget")
	}
	second.Forget()
	before := budget.Used()
	if before <= 500 {
		t.Errorf("got %d bytes used, want those of the first feed still", before)
	}
	first.Batch(100) // a past one
	first.Advance(anchor.Add(1000 * time.Second))
	if got := budget.Used(); got >= before {
		t.Errorf("got %d bytes used, want less than %d once the ring has gone on", got, before)
	}
	first.Forget()
	if !kept(second, 500) {
		t.Error("the second feed keeps no variant, want one again")
	}
	second.Succeed(anchor.Add(501*time.Second), func(c feed.Clock) (*feed.Feed, model.ClockChange, error) {
		return open(), model.ClockChange{}, nil
	})
	kept(second, 499)
	if got := budget.Used(); got != 0 {
		t.Errorf("got %d bytes used, want none when all is dropped", got)
	}
}
