package nats

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	// beatEvery is how often the server says that it has nothing new. Without such beats the consumer is made anew.
	beatEvery = 2 * time.Second
	// pullFor is how long one request for entries lasts, and idleFor how long the server keeps a consumer that nobody
	// asks for any.
	pullFor = 30 * time.Second
	idleFor = 10 * time.Second
)

// receive reads entries until the context is done. It begins anew behind the newest one whenever that fails, and at
// once when the server is back. The library's ordered consumer does the same, but waits for up to ten seconds in
// between, and for no context.
func (j *Journal) receive(ctx context.Context) {
	for attempt := 1; ctx.Err() == nil && j.err() == nil; attempt++ {
		if j.receiveOnce(ctx) {
			attempt = 0
		}
		select {
		case <-j.back:
		case <-time.After(backOff(attempt)):
		case <-ctx.Done():
		}
	}
}

// receiveOnce reads entries until it fails or the connection is another one. It reports whether there was one.
func (j *Journal) receiveOnce(ctx context.Context) (got bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages, err := j.consume(ctx)
	if err != nil {
		return false
	}
	defer messages.Stop()
	j.work.Go(func() {
		select {
		case <-j.back:
			cancel()
			j.beginAnew() // receive waits for this
		case <-ctx.Done():
		}
	})
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return got
		}
		about, err := m.Metadata()
		if err != nil {
			return got
		}
		j.noteOffset(about)
		switch err := j.keep(about.Sequence.Stream, m.Data()); {
		case errors.Is(err, errSkipped):
			return got
		case err != nil:
			j.fail(err)
			return got
		}
		got = true
	}
}

// consume asks for the entries behind the newest one.
func (j *Journal) consume(ctx context.Context) (jetstream.MessagesContext, error) {
	last, err := j.read.Last(ctx)
	if err != nil {
		return nil, err
	}
	asking, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	consumer, err := j.js.CreateConsumer(asking, j.name(), jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: last + 1, AckPolicy: jetstream.AckNonePolicy,
		MemoryStorage: true, Replicas: 1, InactiveThreshold: idleFor,
	})
	if err != nil {
		return nil, err
	}
	return consumer.Messages(jetstream.PullHeartbeat(beatEvery), jetstream.PullExpiry(pullFor),
		jetstream.WithMessagesErrOnMissingHeartbeat(true))
}

// noteOffset compares the clock of this machine with that of the server, by a message that was stored just now.
func (j *Journal) noteOffset(about *jetstream.MsgMetadata) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if about.Sequence.Stream > j.live && about.NumPending == 0 {
		j.offsets.note(time.Since(about.Timestamp))
	}
}
