package stream

import (
	"context"
	"time"
)

// subscriber is one connection: a cursor into the ring, moved by the goroutine of its handler, which alone writes.
type subscriber struct {
	hub     *Hub
	to      transport
	layout  framing
	request request
	// requests are what the client says on the way, as calls in the writer's goroutine. Nil where it cannot.
	requests chan func() error

	// tick and index are the next event to send.
	tick  int64
	index int
	// replaying is set while the ticks to send are older than those at hand; replayed counts the bytes sent meanwhile.
	replaying bool
	replayed  int
	// lastSent and lastProbe are wall times.
	lastSent, lastProbe time.Time
}

// transport carries bytes that are laid out already.
type transport interface {
	// write sends all of p at once, or fails.
	write(p []byte, deadline time.Time) error
	// probe is what makes the other side, or what lies between, show that it is there.
	probe() []byte
	// farewell is what ends the connection.
	farewell() []byte
	// abort breaks the connection off; it may be called by any goroutine.
	abort()
}

// run greets and then sends until the context is done, the hub closes or the connection fails.
func (s *subscriber) run(ctx context.Context) error {
	if err := s.greet(); err != nil {
		return err
	}
	for {
		newest, wake := s.hub.state()
		if s.tick <= newest {
			if err := s.advance(newest); err != nil {
				return err
			}
			wake = atOnce
		}
		if err := s.keepAlive(); err != nil {
			return err
		}
		select {
		case <-wake:
		case request := <-s.requests:
			if err := request(); err != nil {
				return err
			}
		case <-s.hub.closing:
			return s.bye("the server is shutting down")
		case <-ctx.Done():
			return nil
		}
	}
}

// atOnce wakes without waiting.
var atOnce = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// greet sends hello, and then what the subscriber has to know before the next event.
func (s *subscriber) greet() error {
	newest, _ := s.hub.state()
	b, _ := s.hub.batch(newest)
	reason := s.place(newest)
	resumed := s.request.resume && reason == ""
	out := s.message(nil, "hello", b.at, s.hub.hello(s.request.filter, resumed))
	if reason != "" {
		out = s.message(out, "gap", b.at, s.missed(reason, newest))
	}
	if !resumed && (s.request.snapshot || reason != "") {
		out = append(out, b.snapshot(s.request.filter, s.layout)...)
	}
	return s.send(out)
}

// place sets the cursor. If the subscriber cannot resume where it wants to, it says why.
func (s *subscriber) place(newest int64) (reason string) {
	s.tick, s.index, s.replaying, s.replayed = newest+1, 0, false, 0
	if !s.request.resume {
		return ""
	}
	since, tick := s.request.since, s.hub.Clock.Tick
	switch {
	case since.Epoch != s.hub.epoch:
		return "other_epoch"
	case since.Tick > newest+int64(maxAhead/tick):
		return "ahead"
	case since.Tick < newest-int64(s.hub.Replay/tick):
		return "too_old"
	}
	s.tick, s.index, s.replaying = since.Tick, since.Index+1, true
	return ""
}

// goOn is what to do after a gap.
const goOn = "go on from the snapshot that follows"

// missed describes what lies between the id that a client resumes from and the newest tick.
func (s *subscriber) missed(reason string, newest int64) Gap {
	b, _ := s.hub.batch(newest)
	to := EventID{Epoch: s.hub.epoch, Tick: newest, Index: len(b.all()) - 1}
	from := to
	if reason == "too_old" {
		from = s.request.since
		from.Index++
	}
	return Gap{From: from.String(), To: to.String(), Reason: reason, Recover: goOn}
}

// advance sends the next tick, which is not after the newest.
func (s *subscriber) advance(newest int64) error {
	b, atHand := s.hub.batch(s.tick)
	if !atHand && !s.replaying {
		return s.startOver(newest, "slow_consumer", "go on from the snapshot that follows, and read faster, or thin the stream with topics, task_id, node_id or interval")
	}
	s.replaying = s.replaying && !atHand
	p := b.bytesFrom(s.index, s.request.filter, s.layout)
	if s.replaying {
		if s.replayed += len(p); s.replayed > maxReplay {
			return s.startOver(newest, "too_old", goOn)
		}
	}
	s.tick, s.index = s.tick+1, 0
	return s.send(p)
}

// startOver tells of what the subscriber misses up to the newest tick, and goes on behind a snapshot.
func (s *subscriber) startOver(newest int64, reason, remedy string) error {
	b, _ := s.hub.batch(newest)
	gap := Gap{
		From:   EventID{Epoch: s.hub.epoch, Tick: s.tick, Index: s.index}.String(),
		To:     EventID{Epoch: s.hub.epoch, Tick: newest, Index: len(b.all()) - 1}.String(),
		Reason: reason, Recover: remedy,
	}
	s.tick, s.index, s.replaying, s.replayed = newest+1, 0, false, 0
	return s.send(append(s.message(nil, "gap", b.at, gap), b.snapshot(s.request.filter, s.layout)...))
}

// keepAlive sends, once in a while, what shows both sides that the other is there; with a heartbeat if nothing else was
// sent for as long.
func (s *subscriber) keepAlive() error {
	if time.Since(s.lastProbe) < quietTime {
		return nil
	}
	s.lastProbe = time.Now()
	var out []byte
	if s.lastProbe.Sub(s.lastSent) >= quietTime {
		_, at := s.hub.Now()
		out = s.message(out, "heartbeat", at, struct{}{})
	}
	return s.to.write(append(out, s.to.probe()...), s.lastProbe.Add(writeWait))
}

// bye is the last message.
func (s *subscriber) bye(reason string) error {
	_, at := s.hub.Now()
	bye := Bye{Reason: reason, RetryMS: jitter(time.Second).Milliseconds()}
	return s.to.write(append(s.message(nil, "bye", at, bye), s.to.farewell()...), time.Now().Add(byeWait))
}

// message adds a message without an id.
func (s *subscriber) message(to []byte, kind string, at time.Time, payload any) []byte {
	return s.layout.append(to, "", kind, encode(kind, at, payload))
}

func (s *subscriber) send(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	s.lastSent = time.Now()
	return s.to.write(p, s.lastSent.Add(writeWait))
}

// hello describes the stream.
func (h *Hub) hello(f Filter, resumed bool) Hello {
	return Hello{
		Epoch: h.epoch, Seed: h.World.Seed, Scenario: h.World.Scenario.Name, TickMS: h.Clock.Tick.Milliseconds(),
		Speed: h.Clock.Speed, Resumed: resumed, Topics: f.Topics(),
	}
}
