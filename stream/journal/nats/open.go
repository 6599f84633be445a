package nats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"trainmock/stream/pattern"
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

// maxCluster limits the name of a cluster, in bytes.
const maxCluster = 32

// clusterNames are the names that NATS takes in a subject and in the name of a stream, of any length: a limit in the
// expression would make it costly at every start.
var clusterNames = pattern.Lazy(`^[A-Za-z0-9-]+$`)

// ValidCluster reports whether a cluster can have a name.
func ValidCluster(name string) bool {
	return len(name) <= maxCluster && clusterNames().MatchString(name)
}

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

// readUpTo waits until the entry with the number last has been read.
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
