package replicas

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

func reader(text string) io.Reader { return strings.NewReader(text) }

// TestRefusedStarts starts programs that cannot join: each says why on one line, with the exit code of its kind.
func TestRefusedStarts(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	startReplicas(t, n.url(), 1)
	for _, tc := range []struct {
		args string
		code int
		want string
	}{
		{"--nats URL --seed 8", 2, `--seed: 8 is not what the replicas of "trainmock" began with, which is 7`},
		{"--nats URL --scenario chaos", 2, "--scenario: chaos is not what"},
		{"--nats URL --tick 1s", 2, "--tick: 1s is not what"},
		{"--nats URL --speed 1", 2, "--speed: 1 is not what"},
		{"--nats URL --start 2026-01-01", 2, "--start: 2026-01-01"},
		{"--nats URL --error-rate 0.1", 2, "--error-rate: demo is not what"},
		{"--nats URL --at +1h", 2, "--at: "},
		{"--nats URL --journal run.ndjson", 2, "--journal: "},
		{"--nats URL --cluster a_b", 2, `--cluster: "a_b" is not`},
		{"--nats URL --lead 1ms", 2, "--lead: 1ms is not from 20ms to 10s"},
		{"--nats URL --nats-replicas 6", 2, "--nats-replicas: 6 is not from 1 to 5"},
		{"--nats URL --nats-creds /nowhere", 2, "--nats-creds: "},
		{"--nats http://localhost", 2, `--nats: "http://localhost" is not an address`},
		{"--lead 1s", 2, "--lead: it is for replicas"},
		{"--nats nats://127.0.0.1:1", 1, "cannot connect to NATS at nats://127.0.0.1:1"},
	} {
		args := strings.Fields(strings.ReplaceAll(tc.args, "URL", n.url()))
		code, log := runUntilEnd(t, append(args, "--port", "0")...)
		if code != tc.code || !strings.Contains(log, tc.want) || strings.Count(log, "\n") != 1 {
			t.Errorf("%s: exit code %d and %q, want %d and one line with %q", tc.args, code, log, tc.code, tc.want)
		}
	}
}

// runUntilEnd runs the program until it ends by itself, and returns its exit code and what it wrote on standard error.
func runUntilEnd(t *testing.T, args ...string) (code int, log string) {
	t.Helper()
	var stderr bytes.Buffer
	command := exec.Command(program.Binary(t), args...)
	command.Stderr = &stderr
	err := command.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), stderr.String()
	}
	return 0, stderr.String()
}

// TestNoMessagePerTick counts what a replica sends to NATS while nobody changes the world: what it says of itself, and
// nothing for its ticks.
func TestNoMessagePerTick(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	p := startReplicas(t, n.url(), 1, "--tick", "20ms")[0]
	subscribe(t, p.URL, 2, false)
	before, begun := n.received(t), time.Now()
	first := health(t, p.Endpoint)
	eventually(t, "a hundred ticks", func() bool { return time.Since(begun) > 2*time.Second })
	// Every two seconds a replica tells others of itself and asks for the newest entry, and it may ask for entries anew.
	if sent := n.received(t) - before; sent > 12 {
		t.Errorf("NATS got %d messages in %s, about %d ticks, want at most 12", sent, time.Since(begun), 100)
	}
	if last := health(t, p.Endpoint); last.Now == first.Now {
		t.Error("the world stands")
	}
}

// received returns how many messages NATS has got.
func (n *natsServer) received(t *testing.T) int64 {
	t.Helper()
	var v struct {
		InMsgs int64 `json:"in_msgs"`
	}
	e := program.Endpoint{URL: fmt.Sprintf("http://127.0.0.1:%d", n.monitor), Client: http.DefaultClient}
	e.Read(t, "/varz", &v)
	return v.InMsgs
}
