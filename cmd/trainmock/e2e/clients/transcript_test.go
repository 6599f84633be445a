package clients

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/wire"
)

// sighting is something that a client shows its user.
type sighting struct {
	// Saw is what: a message, the pong to a ping frame, an error, the close of a WebSocket, or the exit of the client
	// itself.
	Saw string `json:"saw"`
	// Data is the text of a message, LastEventID what an event source knows behind it.
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
	// ReadyState is a connection's state after an error; 0 is on the way to the next try.
	ReadyState int `json:"readyState"`
	// Code, Reason and WasClean say how it ended.
	Code     int    `json:"code"`
	Reason   string `json:"reason"`
	WasClean bool   `json:"wasClean"`

	// message is read from Data, and zero without it.
	message program.Message
}

// transcript is all that a client saw so far.
type transcript struct {
	mu        sync.Mutex
	sightings []sighting
	// more is closed, and replaced, with each sighting.
	more chan struct{}
}

func newTranscript() *transcript { return &transcript{more: make(chan struct{})} }

// add keeps a sighting. A message that is none shows as the exit of the client.
func (tr *transcript) add(s sighting) {
	if s.Saw == "message" {
		var err error
		if s.message, err = program.ParseMessage([]byte(s.Data)); err != nil {
			s.Saw, s.Reason = "exit", err.Error()
		}
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.sightings = append(tr.sightings, s)
	close(tr.more)
	tr.more = make(chan struct{})
}

// addJSON keeps a sighting that comes as JSON.
func (tr *transcript) addJSON(text []byte) {
	var s sighting
	if err := json.Unmarshal(text, &s); err != nil {
		s = sighting{Saw: "exit", Reason: err.Error()}
	}
	tr.add(s)
}

// from returns the sightings behind the first n, and a channel that is closed when there are more.
func (tr *transcript) from(n int) ([]sighting, <-chan struct{}) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return slices.Clone(tr.sightings[n:]), tr.more
}

// await waits for a sighting, and returns what was seen up to it.
func (tr *transcript) await(t *testing.T, what string, wanted func(sighting) bool) []sighting {
	t.Helper()
	limit := time.NewTimer(program.Timeout)
	defer limit.Stop()
	var seen []sighting
	for {
		news, more := tr.from(len(seen))
		for _, s := range news {
			if seen = append(seen, s); wanted(s) {
				return seen
			}
			if s.Saw == "exit" {
				t.Fatalf("the client ended with %q, want %s before", s.Reason, what)
			}
		}
		select {
		case <-more:
		case <-limit.C:
			t.Fatalf("got %d sightings in %v, the last is %.500s, want %s", len(seen), program.Timeout,
				fmt.Sprint(seen[max(0, len(seen)-1):]), what)
		}
	}
}

// newest returns the tick of the last event so far.
func (tr *transcript) newest(t *testing.T) int64 {
	t.Helper()
	tr.await(t, "an event", func(s sighting) bool { return s.message.ID != "" })
	seen, _ := tr.from(0)
	for _, s := range slices.Backward(seen) {
		if s.message.ID != "" {
			return s.message.EventID(t).Tick
		}
	}
	return 0
}

// upTo waits until a tick is whole, and returns what was seen up to its end.
func (tr *transcript) upTo(t *testing.T, tick int64) []sighting {
	t.Helper()
	seen := tr.await(t, "a later tick", func(s sighting) bool {
		id, err := wire.ParseEventID(s.message.ID)
		return err == nil && id.Tick > tick
	})
	return seen[:len(seen)-1]
}

// greetings returns a function that reports whether a sighting is the nth hello.
func greetings(n int) func(sighting) bool {
	return func(s sighting) bool {
		if s.message.Type == "hello" {
			n--
		}
		return n == 0
	}
}

// eventsOf returns the messages with an id.
func eventsOf(seen []sighting) []program.Message {
	var list []program.Message
	for _, s := range seen {
		if s.message.ID != "" {
			list = append(list, s.message)
		}
	}
	return list
}
