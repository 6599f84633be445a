package nats

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
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
	opening, cancel := context.WithTimeout(ctx, openWait)
	defer cancel()
	if err := j.connect(opening); err != nil {
		return nil, err
	}
	working, end := context.WithCancel(context.Background())
	j.end = end
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
		return err
	}
	j.work.Go(func() { j.receive(working) })
	if err := j.readUpTo(opening, last); err != nil {
		return fmt.Errorf("cannot read the stream %s: %w", j.name(), err)
	}
	return j.announce(working)
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

// connect connects to the server. While it is not there, connect tries again until the context is done.
func (j *Journal) connect(ctx context.Context) error {
	o := j.connection()
	for attempt := 1; ; attempt++ {
		var err error
		if j.conn, err = nats.Connect(j.options.URL, o...); err == nil {
			j.js, err = jetstream.New(j.conn)
			return err
		}
		refused := errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired)
		if refused || !wait(ctx, backOff(attempt)) {
			return fmt.Errorf("cannot connect to NATS at %s: %w", withoutPassword(j.options.URL), err)
		}
	}
}

// connection returns the options of the connection. It is made again whenever it is lost.
func (j *Journal) connection() []nats.Option {
	o := []nats.Option{
		nats.Name("trainmock"), nats.Timeout(answerWait), nats.MaxReconnects(-1), nats.NoEcho(),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		// What cannot be sent now is refused, instead of being sent when nobody waits for it any more.
		nats.ReconnectBufSize(-1),
		nats.CustomReconnectDelay(backOff),
		// Credentials that are refused may be replaced in their file, which is read anew each time.
		nats.IgnoreAuthErrorAbort(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			j.options.Log.Warn("NATS reports an error", "error", err)
		}),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				j.options.Log.Warn("NATS is away: the world goes on, and cannot be changed until it is back", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			j.options.Log.Info("NATS is back")
			j.mu.Lock()
			j.live = notKnown
			j.mu.Unlock()
			j.beginAnew()
		}),
	}
	if j.options.Credentials != "" {
		o = append(o, nats.UserCredentials(j.options.Credentials))
	}
	return o
}

// beginAnew lets receive begin anew at once.
func (j *Journal) beginAnew() {
	select {
	case j.back <- struct{}{}:
	default: // It is about to begin anew anyway.
	}
}

// backOff returns the time before an attempt to connect again. It doubles up to retryMost, and differs between
// replicas.
func backOff(attempt int) time.Duration {
	d := min(retryLeast<<min(attempt, 10), retryMost)
	return d/2 + rand.N(d/2)
}

// wait waits for some time, and reports whether the context is not done by then.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// withoutPassword returns addresses as they may be shown.
func withoutPassword(urls string) string {
	var list []string
	for one := range strings.SplitSeq(urls, ",") {
		scheme, rest, ok := strings.Cut(one, "://")
		if !ok {
			scheme, rest = "nats", one
		}
		if _, host, ok := strings.Cut(rest, "@"); ok {
			rest = host
		}
		list = append(list, scheme+"://"+rest)
	}
	return strings.Join(list, ",")
}
