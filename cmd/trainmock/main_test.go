package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// suite is the tests, and what has to be put away before anybody looks for leaks.
type suite struct{ *testing.M }

// Run runs the tests. The page's tests use the default client, whose idle connections are not leaks of the program.
func (s suite) Run() int {
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "TRAINMOCK_") && name != demandClients && name != demandBrowser {
			os.Unsetenv(name)
		}
	}
	code := s.M.Run()
	http.DefaultClient.CloseIdleConnections()
	removeBinary()
	return code
}

func TestMain(m *testing.M) {
	if settings := os.Getenv(floorVariable); settings != "" {
		runFloor(settings)
	}
	goleak.VerifyTestMain(suite{m})
}

// patience is how long anything may take that should take no time.
const patience = 20 * time.Second

// output keeps what a program prints.
type output struct {
	// ready is closed when the banner is complete.
	ready chan struct{}

	mu   sync.Mutex
	text bytes.Buffer
}

func newOutput() *output { return &output{ready: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := bytes.Contains(o.text.Bytes(), []byte("Ctrl-C"))
	o.text.Write(p)
	if !before && bytes.Contains(o.text.Bytes(), []byte("Ctrl-C")) {
		close(o.ready)
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// url is the address in a banner.
func (o *output) url() string { return regexp.MustCompile(`https?://[^/\s]+`).FindString(o.String()) }

// program is a run of the program in this process.
type program struct {
	url            string
	stdout, stderr *output
	client         *http.Client
	// stop ends the program and returns its exit code.
	stop func() int
}

// start runs the program on a free port until the test ends.
func start(tb testing.TB, args ...string) *program {
	tb.Helper()
	return startBare(tb, append([]string{"--host", "127.0.0.1", "--port", "0"}, args...)...)
}

// startBare is start without any flag of its own.
func startBare(tb testing.TB, args ...string) *program {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &program{stdout: newOutput(), stderr: newOutput(), client: newClient(tb)}
	done := make(chan int, 1)
	go func() { done <- run(ctx, args, p.stdout, p.stderr) }()
	p.stop = sync.OnceValue(func() int {
		cancel()
		return <-done
	})
	tb.Cleanup(func() {
		if code := p.stop(); code != exitFine {
			tb.Errorf("exit code %d: %s", code, p.stderr)
		}
	})
	select {
	case <-p.stdout.ready:
	case <-time.After(patience):
		tb.Fatalf("no banner: %s %s", p.stdout, p.stderr)
	}
	if p.url = p.stdout.url(); p.url == "" {
		tb.Fatalf("no address in %s", p.stdout)
	}
	return p
}

// newClient is a client that shares its connections with no other test.
func newClient(tb testing.TB) *http.Client {
	transport := &http.Transport{}
	tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// get is the body of an answer with status 200.
func get(tb testing.TB, client *http.Client, url string) []byte {
	tb.Helper()
	status, body := try(tb, client, url)
	if status != http.StatusOK {
		tb.Fatalf("%s: %d %s", url, status, body)
	}
	return body
}

func try(tb testing.TB, client *http.Client, url string) (int, []byte) {
	tb.Helper()
	r, err := client.Get(url)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return r.StatusCode, body
}

// decode reads JSON; numbers stay as they were written.
func decode(tb testing.TB, body []byte) map[string]any {
	tb.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v map[string]any
	if err := decoder.Decode(&v); err != nil {
		tb.Fatalf("%v in %.300s", err, body)
	}
	return v
}
