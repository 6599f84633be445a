package load

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

var (
	sessionCount = flag.Int("sessions", 12, "how many sessions TestSessionsApart drives at a time")
	sessionSteps = flag.Int("sessions.steps", 8, "how many things it does in each")
)

// script is what a test does in one session: requests in their order, drawn from a seed.
type script struct {
	name, create string
	steps        []step
	// changes is the number of messages about the clock that the steps bring.
	changes int
}

// step is a request with a body, or a GET.
type step struct{ method, path, body string }

// newScript draws a script.
func newScript(seed int) script {
	draw := rand.New(rand.NewPCG(uint64(seed), 16))
	scenarios := []string{"demo", "chaos", "steady", "realistic"}
	s := script{name: fmt.Sprintf("s-%d", seed)}
	s.create = fmt.Sprintf(`{"name": %q, "scenario": %q, "seed": %d, "start": "2026-01-01", "speed": 0, "tick": "%ds"}`,
		s.name, scenarios[draw.IntN(len(scenarios))], draw.IntN(1000), 1+draw.IntN(3))
	for range *sessionSteps {
		switch node := 1 + draw.IntN(5); draw.IntN(8) {
		case 0, 1:
			s.changes++
			s.add("POST", "/mock/clock/advance", fmt.Sprintf(`{"ticks": %d}`, 1+draw.IntN(25)))
		case 2:
			s.add("POST", "/mock/commands", fmt.Sprintf(`{"slow_node": {"node_id": "#%d", "factor": 2}}`, node))
		case 3:
			s.add("POST", "/mock/commands", fmt.Sprintf(`{"fail_node": {"node_id": "#%d", "for": "90s"}}`, node))
		case 4:
			s.changes++
			s.add("POST", "/mock/clock/seek", fmt.Sprintf(`{"to": "+%ds"}`, draw.IntN(1000)))
		case 5:
			s.add("POST", "/train", `{"num_rounds": 5}`)
		case 6:
			s.add("POST", "/mock/faults", fmt.Sprintf(`{"on": {"topics": ["nodes", "tasks", "logs"]}, "share": 0.3, %s}`, []string{
				`"drop": {}`, `"duplicate": {}`, `"reorder": {}`,
			}[draw.IntN(3)]))
		case 7:
			s.add("DELETE", "/mock/faults", "")
		}
		s.add("GET", []string{
			"/monitor/ray/cluster/node", "/monitor/training/task_123/history?from=-1h", "/tasksList", "/mock/commands",
			"/mock/clock", "/mock/scenario", "/mock/journal?format=yaml",
		}[draw.IntN(7)], "")
	}
	s.changes++
	s.add("POST", "/mock/clock/advance", `{"ticks": 5}`)
	return s
}

func (s *script) add(method, path, body string) { s.steps = append(s.steps, step{method, path, body}) }

// varying matches what differs between two runs of one script.
var varying = regexp.MustCompile(`"retry_ms":[0-9]+|http://127\.0\.0\.1:[0-9]+|ws://127\.0\.0\.1:[0-9]+`)

// sightings are what was seen, one after the other: the beginning of each and a digest of the whole.
type sightings []string

func (s *sightings) note(text []byte) {
	text = varying.ReplaceAll(text, nil)
	*s = append(*s, fmt.Sprintf("%.200s… (%x)", text, sha256.Sum256(text)))
}

// bytes returns about how much memory they take.
func (s sightings) bytes() (sum int64) {
	for _, text := range s {
		// A string has a header of two words, and the list room to grow.
		sum += int64(len(text)) + 48
	}
	return sum
}

// run makes the session and plays the script, watched by a stream. It returns all that was seen.
func (s script) run(ctx context.Context, tb testing.TB, p program.Endpoint) (seen sightings) {
	tb.Helper()
	status, answer := p.Send(tb, http.MethodPost, "/mock/sessions", s.create)
	if status != http.StatusCreated {
		tb.Errorf("%s: got %d %s, want 201", s.create, status, answer)
		return nil
	}
	seen.note(answer)
	own := program.Endpoint{URL: p.URL + "/s/" + s.name, Client: p.Client}
	f, err := program.OpenSSE(ctx, p.Client, own.URL+"/stream/sse")
	if err != nil {
		tb.Error(err)
		return nil
	}
	followed := make(chan error, 1)
	var streamed sightings
	go func() { followed <- s.follow(f, &streamed) }()
	for _, step := range s.steps {
		if step.method == http.MethodGet {
			status, answer = own.Try(tb, step.path)
		} else {
			status, answer = own.Send(tb, step.method, step.path, step.body)
		}
		seen.note(fmt.Appendf(nil, "%v %d %s", step, status, answer))
	}
	if err := <-followed; err != nil {
		tb.Errorf("%s: %v", s.name, err)
	}
	return append(seen, streamed...)
}

// follow reads the stream up to the last message about the clock.
func (s script) follow(f program.Feed, into *sightings) error {
	for changes := 0; changes < s.changes; {
		m, err := f.Next()
		if err != nil {
			return err
		}
		if m.Type == "clock" {
			changes++
		}
		into.note(m.Raw)
	}
	return nil
}

// TestSessionsApart drives sessions at random, all at a time. Each shows the same bytes as when it is alone in a
// program, and one more is refused. When all are gone, nothing of them is left.
func TestSessionsApart(t *testing.T) {
	p := program.Start(t, app.Run, "--max-sessions", strconv.Itoa(*sessionCount))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.Get(t, "/health")
	goroutines, before := runtime.NumGoroutine(), int64(footprint().heap)
	scripts, seen := make([]script, *sessionCount), make([]sightings, *sessionCount)
	var driving sync.WaitGroup
	for i := range scripts {
		scripts[i] = newScript(i)
		driving.Go(func() { seen[i] = scripts[i].run(ctx, t, p.Endpoint) })
	}
	driving.Wait()
	if status, answer := p.Send(t, http.MethodPost, "/mock/sessions", `{}`); status != http.StatusTooManyRequests {
		t.Errorf("one more: got %d %s, want 429", status, answer)
	}
	watched := int64(footprint().heap)
	for _, s := range scripts {
		if status, answer := p.Send(t, http.MethodDelete, "/mock/sessions/"+s.name, ""); status != http.StatusOK {
			t.Errorf("%s: got %d %s, want 200", s.name, status, answer)
		}
	}
	cancel()
	p.AwaitGoroutines(t, goroutines)
	after := int64(footprint().heap)
	for _, s := range seen {
		after -= s.bytes()
	}
	t.Logf("%d KB a watched session, %d KB left of each", (watched-before)>>10/int64(*sessionCount),
		(after-before)>>10/int64(*sessionCount))
	if left := after - before; left > 8<<20 {
		t.Errorf("%d MB are left, want none", left>>20)
	}
	checkAlone(t, scripts, seen)
}

// checkAlone plays each script in a program that has no other session.
func checkAlone(t *testing.T, scripts []script, seen []sightings) {
	t.Helper()
	alone := program.Start(t, app.Run, "--max-sessions", "1")
	for i, s := range scripts {
		ctx, cancel := context.WithCancel(t.Context())
		want := s.run(ctx, t, alone.Endpoint)
		cancel()
		alone.Send(t, http.MethodDelete, "/mock/sessions/"+s.name, "")
		if len(seen[i]) != len(want) {
			t.Errorf("%s: got %d messages and answers, want %d as alone", s.name, len(seen[i]), len(want))
		}
		for k := range min(len(seen[i]), len(want)) {
			if seen[i][k] != want[k] {
				t.Errorf("%s, number %d: got %s, want %s as alone", s.name, k, seen[i][k], want[k])
				break
			}
		}
	}
}
