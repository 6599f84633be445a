package nats

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"trainmock/stream/journal"
)

// recountFor is how long a server may tell of fewer entries than were read. One that has just become the leader of
// others may have to count them first.
const recountFor = time.Second

// find finds the stream, or makes it.
func (j *Journal) find(ctx context.Context) error {
	want := jetstream.StreamConfig{
		Name: j.name(), Description: "the journal of trainmock's replicas", Subjects: []string{j.subject("journal")},
		Storage: jetstream.FileStorage, Replicas: j.options.Copies, Discard: jetstream.DiscardNew,
		DenyDelete: true, DenyPurge: true, AllowDirect: false,
	}
	var err error
	j.stream, err = j.js.Stream(ctx, j.name())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		j.stream, err = j.js.CreateStream(ctx, want)
	}
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		j.stream, err = j.js.Stream(ctx, j.name()) // Another replica was faster.
	}
	switch {
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, nats.ErrNoResponders):
		return fmt.Errorf("NATS at %s has no JetStream: start it with nats-server -js", WithoutPassword(j.options.URL))
	case err != nil:
		return fmt.Errorf("cannot open the stream %s of NATS at %s: %w", j.name(), WithoutPassword(j.options.URL), err)
	}
	info := j.stream.CachedInfo()
	if len(info.Config.Subjects) != 1 || info.Config.Subjects[0] != j.subject("journal") {
		return fmt.Errorf("the stream %s is for %s, not for %s: use another --cluster", j.name(),
			strings.Join(info.Config.Subjects, ", "), j.subject("journal"))
	}
	j.created = info.Created
	return nil
}

// look asks for the number of the newest entry, and whether the stream is the one that was opened.
func (j *Journal) look(ctx context.Context) (uint64, error) {
	read, err := j.read.Last(ctx)
	if err != nil {
		return 0, err
	}
	// The answer goes into a value of its own, because several goroutines ask.
	stream, err := j.js.Stream(ctx, j.name())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		err = errGone(j.name(), "it was deleted")
		j.fail(err)
		return 0, err
	}
	if err != nil {
		return 0, away(err)
	}
	info := stream.CachedInfo()
	switch {
	case !info.Created.Equal(j.created):
		err = errGone(j.name(), "it was made anew")
	case info.State.FirstSeq > 1:
		err = errGone(j.name(), "its first entries were deleted")
	case info.State.NumDeleted > 0:
		err = errGone(j.name(), "%d of its entries were deleted", info.State.NumDeleted)
	case j.isShort(info.State.LastSeq, read):
		err = errGone(j.name(), "it ends with entry %d, and this replica has read %d", info.State.LastSeq, read)
	}
	if err != nil {
		j.fail(err)
		return 0, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.known = max(j.known, info.State.LastSeq)
	if j.live == notKnown {
		j.live = info.State.LastSeq
	}
	return info.State.LastSeq, nil
}

// isShort reports whether the stream has ended before an entry that was read for longer than recountFor.
func (j *Journal) isShort(last, read uint64) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case last >= read:
		j.short = time.Time{}
	case j.short.IsZero():
		j.short = time.Now()
	default:
		return time.Since(j.short) > recountFor
	}
	return false
}

// err returns the reason why the stream is not the one that was opened, or nil.
func (j *Journal) err() error {
	if j.broken.Err() == nil {
		return nil
	}
	return context.Cause(j.broken)
}

// gone is the error about a stream that is not what it was. It wraps journal.ErrAway.
type gone struct{ stream, why string }

func (g *gone) Error() string {
	return fmt.Sprintf("%v: the stream %s is not the one that this replica has read (%s): start the replica anew",
		journal.ErrAway, g.stream, g.why)
}

func (g *gone) Unwrap() error { return journal.ErrAway }

func errGone(stream, format string, args ...any) error {
	return &gone{stream, fmt.Sprintf(format, args...)}
}
