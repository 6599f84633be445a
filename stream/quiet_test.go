package stream

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// line is a transport that keeps what is written. While it is blocked a write waits, as on a socket whose reader
// sleeps.
type line struct {
	// served is the subscriber that writes here.
	served *subscriber

	mu      sync.Mutex
	written []string
	blocked chan struct{}
	aborted bool
}

func (w *line) Send(p []byte, deadline time.Time) error {
	w.mu.Lock()
	blocked := w.blocked
	w.mu.Unlock()
	if blocked != nil {
		select {
		case <-blocked:
		case <-time.After(time.Until(deadline)):
			return errors.New("write deadline passed")
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.written = append(w.written, string(p))
	return nil
}

// all returns everything that was written.
func (w *line) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.written)
}

// block makes writes wait until the result is closed.
func (w *line) block() chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blocked = make(chan struct{})
	return w.blocked
}

func (w *line) Offer([]byte) (n int, err error) { return 0, nil }
func (w *line) HangUp()                         {}

func (w *line) Abort() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.aborted = true
}

func (w *line) isAborted() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.aborted
}

// inBubble runs a hub with one subscriber in a synctest bubble.
func inBubble(t *testing.T, tick time.Duration, query string, check func(h *Hub, w *line)) {
	inBubbleOver(t, wire.SSE, tick, query, check)
}

// inBubbleOver runs inBubble over another transport.
func inBubbleOver(t *testing.T, framing wire.Framing, tick time.Duration, query string, check func(h *Hub, w *line)) {
	inBubbleWith(t, Options{}, framing, tick, query, check)
}

// inBubbleWith runs inBubbleOver with more options.
func inBubbleWith(
	t *testing.T, o Options, framing wire.Framing, tick time.Duration, query string, check func(h *Hub, w *line),
) {
	synctest.Test(t, func(t *testing.T) {
		lanes := deliver.NewLanes()
		o.Genesis, o.Lanes = genesis(t, "demo", tick), lanes
		h, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go lanes.Run(ctx)
		wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?snapshot=false&"+query, nil), tick)
		if err != nil {
			t.Fatal(err)
		}
		w := &line{}
		if err := h.enter(); err != nil {
			t.Fatal(err)
		}
		s := newSubscriber(h, framing, wish)
		w.served = s
		s.open(w, nil)
		check(h, w)
		cancel()
		go h.Close()
		<-s.pump.Done()
		s.leave("the test")
	})
}

// TestHeartbeat checks that a quiet connection gets a heartbeat every 15 seconds, and a busy one none.
func TestHeartbeat(t *testing.T) {
	inBubble(t, time.Hour, "", func(_ *Hub, w *line) {
		pass(61 * time.Second)
		beats := 0
		for _, p := range w.all() {
			if strings.Contains(p, `"type":"heartbeat"`) && strings.HasSuffix(p, ": keep-alive\n\n") {
				beats++
			}
		}
		if beats < 3 || beats > 4 {
			t.Errorf("got %d heartbeats in a minute, want 3 or 4: %q", beats, w.written)
		}
	})
	inBubble(t, time.Second, "", func(_ *Hub, w *line) {
		pass(61 * time.Second)
		probes := 0
		for _, p := range w.all() {
			if strings.Contains(p, `"type":"heartbeat"`) {
				t.Errorf("got a heartbeat among events, want none: %q", p)
			}
			if strings.Contains(p, ": keep-alive\n\n") {
				probes++
			}
		}
		if probes < 3 || probes > 4 {
			t.Errorf("got %d probes in a minute, want 3 or 4", probes)
		}
	})
}

// TestHeartbeatBetweenRareEvents checks that a heartbeat comes 15 seconds after any message, if no other message does.
func TestHeartbeatBetweenRareEvents(t *testing.T) {
	inBubble(t, time.Second, "topics=cluster&interval=59s", func(_ *Hub, w *line) {
		last, worst, messages := time.Now(), time.Duration(0), 0
		for range 300 {
			pass(time.Second)
			if n := strings.Count(strings.Join(w.all(), ""), `"type"`); n > messages {
				worst, last, messages = max(worst, time.Since(last)), time.Now(), n
			}
		}
		if worst > quietTime+2*time.Second || messages < 300/59*4 {
			t.Errorf("got %d messages and at most %v between two, want at least %d and at most %v", messages, worst,
				300/59*4, quietTime+2*time.Second)
		}
	})
}

// TestSlowButThere checks that a WebSocket client that was behind for minutes, and got no ping meanwhile, is not cut
// off when it has caught up. One that does not answer pings is.
func TestSlowButThere(t *testing.T) {
	inBubbleOver(t, wire.WebSocket, time.Second, "topics=cluster", func(_ *Hub, w *line) {
		for range 12 {
			blocked := w.block()
			pass(7 * time.Second)
			close(blocked)
		}
		pass(3 * time.Second)
		if w.isAborted() {
			t.Error("cut off after it has caught up, want it connected")
		}
		for range 100 {
			w.served.Heard()
			pass(3 * time.Second)
		}
		if w.isAborted() {
			t.Error("cut off though it answered, want it connected")
		}
		pass(2 * (maxUnheard + 1) * quietTime)
		if !w.isAborted() {
			t.Errorf("connected, want it cut off after %d pings without an answer", maxUnheard)
		}
	})
}

// TestReplayOfNothing checks that the end does not wait for a long replay of which a filter leaves nothing.
func TestReplayOfNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := genesis(t, "large", 20*time.Millisecond)
		g.Anchor = g.Start.Add(-time.Hour)
		h := newHub(t, g, deliver.NewLanes())
		since := wire.EventID{Epoch: h.Epoch(), Tick: h.feed().Newest() - 29_000}
		wish, err := ask.Subscribe(httptest.NewRequest(http.MethodGet, "/?topics=tasks&task_id=x&since="+
			since.String(), nil), h.feed().Clock().Tick)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.enter(); err != nil {
			t.Fatal(err)
		}
		s := newSubscriber(h, wire.SSE, wish)
		s.open(&line{}, nil)
		go h.Close()
		<-s.pump.Done()
		s.leave("the test")
		if s.cursor.Tick() >= h.feed().Newest() {
			t.Errorf("replayed up to tick %d, want the end before the newest tick", s.cursor.Tick())
		}
	})
}

// TestSlowConsumer checks that a reader that falls off the ring gets a gap, and goes on.
func TestSlowConsumer(t *testing.T) {
	inBubble(t, 20*time.Millisecond, "topics=cluster", func(h *Hub, w *line) {
		pass(time.Second)
		blocked := w.block()
		pass(9 * time.Second)
		close(blocked)
		pass(time.Second)
		gaps := 0
		for _, p := range w.all() {
			gaps += strings.Count(p, `"reason":"slow_consumer"`)
		}
		written := w.all()
		last := written[len(written)-1]
		newest := h.feed().Newest()
		if gaps != 1 || !strings.Contains(last, wire.EventID{Epoch: h.Epoch(), Tick: newest}.String()) {
			t.Errorf("got %d gaps and last %q, want one gap and the events of tick %d last", gaps, last, newest)
		}
	})
}

// TestStuckConsumer checks that a client that takes nothing is cut off at the write deadline.
func TestStuckConsumer(t *testing.T) {
	inBubble(t, 20*time.Millisecond, "topics=cluster", func(_ *Hub, w *line) {
		pass(time.Second)
		w.block()
		pass(deliver.WriteTimeout - time.Second)
		if w.isAborted() {
			t.Errorf("cut off before the deadline, want it after %v", deliver.WriteTimeout)
		}
		pass(2 * time.Second)
		if !w.isAborted() {
			t.Errorf("connected, want it cut off after %v", deliver.WriteTimeout)
		}
	})
}

// TestCloseSlow checks that a client that asked for it is disconnected instead, with a reason.
func TestCloseSlow(t *testing.T) {
	inBubble(t, 20*time.Millisecond, "topics=cluster&on_slow=close", func(_ *Hub, w *line) {
		pass(time.Second)
		blocked := w.block()
		pass(9 * time.Second)
		close(blocked)
		pass(time.Second)
		written := w.all()
		last := written[len(written)-1]
		if !strings.Contains(last, `"type":"bye"`) || !strings.Contains(last, "slow_consumer") ||
			strings.Contains(strings.Join(written, ""), `"type":"gap"`) {
			t.Errorf("got %q last, want bye because of slow_consumer, and no gap before", last)
		}
		pass(time.Minute)
		if more := len(w.all()) - len(written); more != 0 {
			t.Errorf("got %d writes after bye, want none", more)
		}
	})
}

// TestHopelessConsumer checks that a client whose every write lasts longer than the ring gets one gap after another,
// forwards, and goes on.
func TestHopelessConsumer(t *testing.T) {
	inBubble(t, 20*time.Millisecond, "topics=cluster", func(h *Hub, w *line) {
		pass(time.Second)
		for range 20 {
			blocked := w.block()
			pass(7 * time.Second)
			close(blocked)
		}
		pass(time.Second)
		gaps, events := 0, 0
		for _, p := range w.all() {
			events += strings.Count(p, `"type":"cluster_status"`)
			if !strings.Contains(p, `"type":"gap"`) {
				continue
			}
			gaps++
			var gap struct{ Payload model.Gap }
			data := strings.TrimPrefix(strings.SplitN(p, "\n", 2)[0], "data: ")
			if err := json.Unmarshal([]byte(data), &gap); err != nil {
				t.Fatal(err)
			}
			from, _ := wire.ParseEventID(gap.Payload.From)
			to, _ := wire.ParseEventID(gap.Payload.To)
			if from.Tick > to.Tick {
				t.Errorf("got a gap from %s to %s, want one forwards", gap.Payload.From, gap.Payload.To)
			}
		}
		if gaps < 10 || gaps > 25 || events < 60 {
			t.Errorf("got %d gaps and %d events, want 10 to 25 and at least 60", gaps, events)
		}
	})
}

// TestSubscribeInLoop checks that a client that asks for snapshots again and again gets the next when its socket has
// taken the last, and is not read meanwhile.
func TestSubscribeInLoop(t *testing.T) {
	inBubbleOver(t, wire.WebSocket, time.Second, "topics=cluster", func(_ *Hub, w *line) {
		const asked = 10
		blocked := w.block()
		var read atomic.Int32
		go func() {
			for range asked {
				w.served.Message(true, []byte(`{"type":"subscribe","topics":["tasks"]}`))
				read.Add(1)
			}
		}()
		pass(5 * time.Second)
		// One is under way, and one waits behind it.
		if n := read.Load(); n > 2 {
			t.Errorf("read %d messages while the first answer waits, want at most 2", n)
		}
		close(blocked)
		pass(time.Second)
		if n := strings.Count(strings.Join(w.all(), ""), `"type":"snapshot"`); n != asked {
			t.Errorf("got %d snapshots, want %d", n, asked)
		}
	})
}

// pass lets the bubble's time go by.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}
