package nats

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	// beatEvery is how often the server says that it has nothing new. A connection without such beats is made anew.
	beatEvery = 2 * time.Second
	// pullFor is how long one request for entries lasts.
	pullFor = 30 * time.Second
)

// receive reads entries until the context is done. It begins anew behind the newest one when the server was away.
func (j *Journal) receive(ctx context.Context) {
	for attempt := 1; ctx.Err() == nil && j.err() == nil; attempt++ {
		got, err := j.receiveOnce(ctx)
		if got {
			attempt = 0
		}
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			j.fail(errGone(j.name(), "it was deleted"))
		}
		wait(ctx, backOff(attempt))
	}
}

// receiveOnce reads entries until it fails. It reports whether there was one.
func (j *Journal) receiveOnce(ctx context.Context) (got bool, err error) {
	last, _ := j.read.Last(ctx)
	consumer, err := j.stream.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: last + 1,
	})
	if err != nil {
		return false, err
	}
	messages, err := consumer.Messages(jetstream.PullHeartbeat(beatEvery), jetstream.PullExpiry(pullFor))
	if err != nil {
		return false, err
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return got, err
		}
		about, err := m.Metadata()
		if err != nil {
			return got, err
		}
		j.noteOffset(about)
		if err := j.keep(about.Sequence.Stream, m.Data()); err != nil {
			j.fail(err)
			return got, err
		}
		got = true
	}
}

// noteOffset compares the clock of this machine with that of the server, by a message that was stored just now.
func (j *Journal) noteOffset(about *jetstream.MsgMetadata) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if about.Sequence.Stream > j.live && about.NumPending == 0 {
		j.offset = time.Since(about.Timestamp)
	}
}
