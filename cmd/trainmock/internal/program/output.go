package program

import (
	"bytes"
	"regexp"
	"sync"
	"testing"
	"time"
)

// Output keeps what a program prints.
type Output struct {
	// ready is closed when the banner is complete.
	ready chan struct{}

	mu   sync.Mutex
	text bytes.Buffer
}

// NewOutput returns an output of which nothing is known yet.
func NewOutput() *Output { return &Output{ready: make(chan struct{})} }

// bannerEnd occurs in the last line of the banner only.
var bannerEnd = []byte("Ctrl-C")

// Write keeps p.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := bytes.Contains(o.text.Bytes(), bannerEnd)
	o.text.Write(p)
	if !before && bytes.Contains(o.text.Bytes(), bannerEnd) {
		close(o.ready)
	}
	return len(p), nil
}

// String returns all that was printed so far.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// AwaitURL waits for the banner and returns the address in it.
func AwaitURL(tb testing.TB, stdout, stderr *Output) string {
	tb.Helper()
	select {
	case <-stdout.ready:
	case <-time.After(Timeout):
		tb.Fatalf("no banner in %s: printed %q, logged %q", Timeout, stdout, stderr)
	}
	url := regexp.MustCompile(`https?://[^/\s]+`).FindString(stdout.String())
	if url == "" {
		tb.Fatalf("no address in the banner %q", stdout)
	}
	return url
}
