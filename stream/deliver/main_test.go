package deliver_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"trainmock/stream/deliver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// errDeadline is what a write ends with that waited for too long, errBroken one on a connection that is not there.
var errDeadline, errBroken = errors.New("write deadline passed"), errors.New("broken pipe")

// line is a transport that keeps what is written.
type line struct {
	mu sync.Mutex
	// room is how many bytes an Offer takes.
	room int
	// blocked makes a Send wait until it is closed.
	blocked chan struct{}
	// err is what every write fails with.
	err error

	written        strings.Builder
	offers, sends  int
	hungUp, broken bool
}

func (l *line) Offer(p []byte) (n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.offers++
	if l.err != nil {
		return 0, l.err
	}
	n = min(len(p), l.room)
	l.written.Write(p[:n])
	return n, nil
}

func (l *line) Send(p []byte, deadline time.Time) error {
	l.mu.Lock()
	blocked := l.blocked
	l.mu.Unlock()
	if blocked != nil {
		select {
		case <-blocked:
		case <-time.After(time.Until(deadline)):
			return errDeadline
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sends++
	if l.err == nil {
		l.written.Write(p)
	}
	return l.err
}

func (l *line) HangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hungUp = true
}

func (l *line) Abort() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
}

// look returns a copy of what has come of the line.
func (l *line) look() (written string, offers, sends int, hungUp, broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.written.String(), l.offers, l.sends, l.hungUp, l.broken
}

// set changes the line.
func (l *line) set(change func(l *line)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change(l)
}

// steps is a source: step n is the text "n;".
type steps struct {
	mu           sync.Mutex
	next, newest int64
	slow         bool
	// padding follows each step.
	padding []byte
	// during is called within each Next.
	during func()
}

func (s *steps) Step() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next
}

func (s *steps) Behind() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.next <= s.newest
}

func (s *steps) Slow() bool { return s.slow }

func (s *steps) Pace() int { return 0 }

func (s *steps) Bye() []byte { return []byte("bye") }

func (s *steps) Next(end int64) (deliver.Piece, bool) {
	if s.during != nil {
		s.during()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.next > s.newest || s.next >= end {
		return deliver.Piece{}, false
	}
	s.next++
	return deliver.Of(text(s.next-1), s.padding), true
}

// publish makes a step the newest.
func (s *steps) publish(newest int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest = newest
}

// text returns the bytes of some steps.
func text(numbers ...int64) []byte {
	var b []byte
	for _, n := range numbers {
		b = fmt.Appendf(b, "%d;", n)
	}
	return slices.Clip(b)
}

// pump is a pump with both its ends.
type pump struct {
	deliver.Pump
	*line
	source *steps
	group  *deliver.Group
}

// newPump opens a pump that has written "hello;", and is at step 1 of none.
func newPump(tb testing.TB, l *line) *pump {
	tb.Helper()
	p := &pump{line: l, source: &steps{next: 1}, group: deliver.NewLanes().NewGroup()}
	p.Init(p.group, p.source)
	p.Open(l, deliver.Of([]byte("hello;")))
	return p
}
