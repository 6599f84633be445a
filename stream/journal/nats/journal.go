// Package nats keeps the journal of a run in a stream of NATS JetStream, which all replicas of a program share.
package nats

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"trainmock/stream/journal"
)

// Options say where a journal is. URL and Cluster are required.
type Options struct {
	// URL is the address of the server, such as nats://localhost:4222 or tls://host:4222. Several are separated by commas.
	URL string
	// Credentials is a file with the user's token and key. Defaults to none.
	Credentials string
	// Cluster is the name that the replicas share: 1 to 32 letters, digits and hyphens.
	Cluster string
	// Copies is how many servers keep the journal, from 1 to 5. Defaults to 1.
	Copies int
	// Lead is that of the replicas. Status tells of a clock that differs by more than half of it. Defaults to no check.
	Lead time.Duration
	// Version is that of the program, for other replicas to see.
	Version string
	// Log gets a line when the server is away, and when it is back. Defaults to no log.
	Log *slog.Logger
}

// Journal is a journal.Journal in a stream of JetStream. Entry n is message n of the stream. What was read is kept in
// memory, too.
type Journal struct {
	options Options
	conn    *nats.Conn
	dialer  dialer
	// connected is what conn.IsConnected says, which waits while the library connects again.
	connected atomic.Bool
	js        jetstream.JetStream
	stream    jetstream.Stream
	// created is when the stream was made. One that was made anew is another one.
	created time.Time
	// read holds the entries as far as they were read.
	read journal.Memory
	// broken is done once the stream is not the one that was opened, with the reason for a cause.
	broken context.Context
	fail   context.CancelCauseFunc

	mu sync.Mutex
	// start is the start of the world behind the newest entry that was read.
	start time.Time
	// known is the number of the newest entry in the stream, as far as it was told.
	known uint64
	// live is the number of the newest entry when the connection was made, or notKnown. Later ones come as they are
	// appended.
	live uint64
	// short is since when the stream has ended before an entry that was read, if it does.
	short time.Time
	// offsets tells by how much this machine's clock is ahead of that of the server.
	offsets offsets

	presence presence
	// back holds a token when the connection was lost and is there again.
	back chan struct{}
	// work waits for the goroutines.
	work sync.WaitGroup
	end  context.CancelFunc
}

// notKnown is the number of an entry behind all others.
const notKnown = math.MaxUint64

// Replace fails with journal.ErrShared.
func (j *Journal) Replace(context.Context, uint64, []journal.Entry) error { return journal.ErrShared }

// Room returns how many more commands fit.
func (j *Journal) Room(ctx context.Context) (int, error) { return j.read.Room(ctx) }

// Last asks the server for the number of the last entry. It fails with an error that wraps journal.ErrAway.
func (j *Journal) Last(ctx context.Context) (uint64, error) {
	if err := j.err(); err != nil {
		return 0, err
	}
	if !j.connected.Load() {
		return 0, errApart
	}
	ctx, cancel := context.WithTimeout(ctx, answerWait)
	defer cancel()
	return j.look(ctx)
}

// Follow yields entries until the context is done, or the stream is not the one that was opened.
func (j *Journal) Follow(ctx context.Context, after uint64) iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		ctx, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		stop := context.AfterFunc(j.broken, func() { cancel(context.Cause(j.broken)) })
		defer stop()
		for e, err := range j.read.Follow(ctx, after) {
			if err != nil {
				err = context.Cause(ctx)
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// errSkipped reports an entry that does not follow the newest one that was read.
var errSkipped = errors.New("nats: an entry was skipped")

// keep takes an entry of the stream, unless it is there already. It fails with errSkipped if one before it was not
// read.
func (j *Journal) keep(seq uint64, data []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	last, _ := j.read.Last(context.Background())
	if seq <= last {
		return nil
	}
	if seq != last+1 {
		return errSkipped
	}
	e, err := decode(data, j.start)
	if err != nil {
		return errGone(j.name(), "its entry %d cannot be read: %v", seq, err)
	}
	if _, err := j.read.Append(context.Background(), last, e); err != nil {
		return errGone(j.name(), "its entry %d does not fit: %v", seq, err)
	}
	j.start = start(e, j.start)
	j.known = max(j.known, seq)
	return nil
}

// GiveUp is to be called when an entry does not fit those before it. From then on the journal refuses changes, and its
// status says why.
func (j *Journal) GiveUp(entry uint64, err error) {
	j.fail(errGone(j.name(), "its entry %d does not fit: %v", entry, err))
}

// Close ends the connection.
func (j *Journal) Close() {
	j.end()
	if !j.connected.Load() {
		j.dialer.end()
	}
	j.conn.Close()
	j.work.Wait()
}
