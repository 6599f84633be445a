package nats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"trainmock/stream/journal"
)

const (
	// openWait limits the time to reach the server at the start, answerWait that for one of its answers.
	openWait   = 5 * time.Second
	answerWait = 2 * time.Second
	// pingEvery is how often the connection is probed. It counts as lost when two probes are not answered.
	pingEvery = time.Second
	// retryLeast and retryMost bound the time between two attempts to connect again.
	retryLeast = 50 * time.Millisecond
	retryMost  = time.Second
	// MaxCopies is the most servers that JetStream keeps a stream on.
	MaxCopies = 5
)

// clusterNames are the names that NATS takes in a subject and in the name of a stream.
var clusterNames = regexp.MustCompile(`^[A-Za-z0-9-]{1,32}$`)

// ValidCluster reports whether a cluster can have a name.
func ValidCluster(name string) bool { return clusterNames.MatchString(name) }

// Open connects to the server and reads the journal, which is made if there is none. It gives up after openWait.
func Open(ctx context.Context, o Options) (*Journal, error) {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	o.Copies = cmp.Or(o.Copies, 1)
	j := &Journal{options: o, live: notKnown, back: make(chan struct{}, 1)}
	j.broken, j.fail = context.WithCancelCause(context.Background())
	opening, limited := context.WithTimeout(ctx, openWait)
	defer limited()
	working, end := context.WithCancel(context.Background())
	j.end, j.dialer.ctx = end, working
	if err := j.connect(opening); err != nil {
		end()
		return nil, err
	}
	if err := j.begin(opening, working); err != nil {
		j.Close()
		return nil, err
	}
	return j, nil
}

// begin finds the stream, reads it and starts the goroutines.
func (j *Journal) begin(opening, working context.Context) error {
	if err := j.find(opening); err != nil {
		return err
	}
	last, err := j.look(opening)
	if err != nil {
		return j.unread(err)
	}
	j.work.Go(func() { j.receive(working) })
	if err := j.readUpTo(opening, last); err != nil {
		return j.unread(err)
	}
	return j.announce(working)
}

// unread returns the error about a stream that cannot be read at the start.
func (j *Journal) unread(err error) error {
	if other := (*gone)(nil); errors.As(err, &other) {
		return fmt.Errorf("cannot use the stream %s: %s", j.name(), other.why)
	}
	return fmt.Errorf("cannot read the stream %s: %w", j.name(), err)
}

// readUpTo waits until an entry has been read.
func (j *Journal) readUpTo(ctx context.Context, last uint64) error {
	if last == 0 {
		return nil
	}
	for _, err := range j.Follow(ctx, last-1) {
		return err
	}
	return nil
}

// name returns the name of the stream.
func (j *Journal) name() string { return "TRAINMOCK_" + j.options.Cluster }

// subject returns a subject of the cluster.
func (j *Journal) subject(of string) string { return "trainmock." + j.options.Cluster + "." + of }

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
