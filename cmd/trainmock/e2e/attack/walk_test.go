package attack

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

var (
	walkSteps = flag.Int("walk.steps", 1500, "how many hostile requests TestRandomWalk sends")
	walkSeed  = flag.Uint64("walk.seed", 1, "the seed of these requests")
)

const (
	walkers = 16
	// stepTime is how long a request may take; streams are left then.
	stepTime = 300 * time.Millisecond
)

// TestRandomWalk sends hostile requests at random while two streams are parsed strictly: no request is answered with
// a 5xx other than 503, nothing panics, and no event is lost.
func TestRandomWalk(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "demo", "--seed", "7", "--tick", "100ms", "--log-level", "debug")
	var done atomic.Bool
	var reading sync.WaitGroup
	for name, f := range p.OpenBoth(t, "?snapshot=false") {
		reading.Go(func() {
			for whole := (program.WholeFeed{Feed: f}); !done.Load(); {
				if _, err := whole.Next(); err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
			}
		})
	}
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: walkers},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	var walking sync.WaitGroup
	for walker := range uint64(walkers) {
		walking.Go(func() {
			dice := rand.New(rand.NewPCG(*walkSeed, walker))
			for range *walkSteps / walkers {
				if err := step(t.Context(), client, p.URL, hostile{dice}.request()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	walking.Wait()
	done.Store(true)
	reading.Wait()
	if log := p.Stderr.String(); strings.Contains(log, "panic") {
		t.Errorf("the log tells of a panic: %.2000s", log[strings.Index(log, "panic"):])
	}
}

// step sends a request and checks its answer.
func step(ctx context.Context, client *http.Client, base string, h hostileRequest) error {
	ctx, cancel := context.WithTimeout(ctx, stepTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, h.method, base+h.target, strings.NewReader(h.body))
	if err != nil {
		return nil // net/http would not send it.
	}
	for name, value := range h.header {
		request.Header.Set(name, value)
	}
	answer, err := client.Do(request)
	if err != nil {
		refused := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) // before all of the body was sent
		if refused || errors.Is(err, context.DeadlineExceeded) || strings.Contains(err.Error(), "invalid") {
			return nil
		}
		return fmt.Errorf("%s %.200q: %w", h.method, h.target, err)
	}
	// The context does not reach a connection that has become a WebSocket.
	leave := context.AfterFunc(ctx, func() { answer.Body.Close() })
	defer answer.Body.Close()
	defer leave()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
	if answer.StatusCode >= 500 && answer.StatusCode != http.StatusServiceUnavailable {
		return fmt.Errorf("%s %.200q with %.200q and %v: %d %.300s", h.method, h.target, h.body, h.header,
			answer.StatusCode, body)
	}
	return nil
}
