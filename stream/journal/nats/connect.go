package nats

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"trainmock/stream/journal"
)

// connect connects to the server. While it is not there, connect tries again until the context is done.
func (j *Journal) connect(ctx context.Context) error {
	o := j.connection()
	for attempt := 1; ; attempt++ {
		var err error
		j.connected.Store(true) // Before a handler may say otherwise.
		if j.conn, err = nats.Connect(j.options.URL, o...); err == nil {
			j.js, err = jetstream.New(j.conn)
			return err
		}
		refused := errors.Is(err, nats.ErrAuthorization) || errors.Is(err, nats.ErrAuthExpired)
		if wrong := (*url.Error)(nil); errors.As(err, &wrong) {
			refused, err = true, wrong.Err // Without the address, which may hold a password.
		}
		if refused || !wait(ctx, backOff(attempt)) {
			return fmt.Errorf("cannot connect to NATS at %s: %w", WithoutPassword(j.options.URL), err)
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
		nats.CustomReconnectDelay(backOff), nats.SetCustomDialer(&j.dialer),
		// Credentials that are refused may be replaced in their file, which is read anew each time.
		nats.IgnoreAuthErrorAbort(),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			j.options.Log.Warn("NATS reports an error", "error", err)
		}),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			j.connected.Store(false)
			if err != nil {
				j.options.Log.Warn("NATS is away: the world goes on, and cannot be changed until it is back", "error", err)
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			j.connected.Store(true)
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

// errApart reports that there is no connection. Callers look before they ask the library, which may wait for a lock.
var errApart = fmt.Errorf("%w: there is no connection to NATS, and trainmock tries to connect again", journal.ErrAway)

// away returns the error about a server that does not answer, or that cannot do what is asked.
func away(err error) error {
	if errors.Is(err, nats.ErrReconnectBufExceeded) || errors.Is(err, nats.ErrConnectionReconnecting) {
		return errApart
	}
	if refused := (*jetstream.APIError)(nil); errors.As(err, &refused) {
		return fmt.Errorf("%w: NATS refuses it (%s)", journal.ErrAway, refused.Description)
	}
	return fmt.Errorf("%w: NATS does not answer (%v)", journal.ErrAway, err)
}

// WithoutPassword returns addresses, separated by commas, as they may be shown: without users.
func WithoutPassword(urls string) string {
	var list []string
	for one := range strings.SplitSeq(urls, ",") {
		scheme, rest, ok := strings.Cut(one, "://")
		if !ok {
			scheme, rest = "nats", one
		}
		// A password may hold the sign that ends it.
		list = append(list, scheme+"://"+rest[strings.LastIndex(rest, "@")+1:])
	}
	return strings.Join(list, ",")
}
