package load

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// load is many subscriptions that are read as cheaply as can be: by counting. It shares the machine with what it
// measures.
type load struct {
	conns []net.Conn
	// events counts what has arrived, gaps the messages that tell of what has not, closed the connections that have
	// ended.
	events, gaps, closed atomic.Int64
	reading              sync.WaitGroup
	// fair has each subscription read once in its turn. Go interrupts one that has bytes all the time only after 10 ms,
	// so that hundreds that read as fast as they can would each wait many seconds.
	fair bool

	mu sync.Mutex
	// delays are those of some subscriptions' events, in milliseconds behind the time that they bear.
	delays []float64
}

const (
	// dialers is the number of connections that are opened at once.
	dialers = 64
	// sampled is the number of subscriptions whose delays are read.
	sampled = 16
	// counted occurs once in every message.
	counted = `"type":"`
	stamped = `"time":"`
	// holed is in a message that tells of events that were missed.
	holed = `"type":"gap"`
	// ping is that of a WebSocket, and pong the answer of a client (RFC 6455, section 5.5).
	ping = "\x89\x00"
	pong = "\x8a\x80\x00\x00\x00\x00"
)

// opening returns a transport's request for a path.
func opening(transport, path string) string {
	if transport == "sse" {
		return "GET " + path + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
	}
	return "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
}

// openLoad sends each request on a connection of its own and reads the answers, but for the last deaf ones, until the
// test ends.
func openLoad(tb testing.TB, address string, requests []string, deaf int) *load {
	tb.Helper()
	l := &load{}
	tb.Cleanup(l.close)
	if err := l.openAll(address, requests, deaf); err != nil {
		tb.Fatal(err)
	}
	return l
}

// openAll opens the connections, and reads all but the last deaf ones.
func (l *load) openAll(address string, requests []string, deaf int) error {
	l.conns = make([]net.Conn, len(requests))
	var dialing sync.WaitGroup
	next, failures := make(chan int), make(chan error, len(requests))
	for range dialers {
		dialing.Go(func() {
			for i := range next {
				if err := l.open(address, i, requests[i], i >= len(requests)-deaf); err != nil {
					failures <- err
				}
			}
		})
	}
	for i := range requests {
		next <- i
	}
	close(next)
	dialing.Wait()
	if len(failures) > 0 {
		return fmt.Errorf("%d of %d connections failed, want none: %w", len(failures), len(requests), <-failures)
	}
	return nil
}

func (l *load) close() {
	for _, c := range l.conns {
		if c != nil {
			c.Close()
		}
	}
	l.reading.Wait()
}

func (l *load) open(address string, i int, request string, deaf bool) error {
	conn, err := net.DialTimeout("tcp", address, program.Timeout)
	if err != nil {
		return err
	}
	l.conns[i] = conn
	if _, err := io.WriteString(conn, request); err != nil {
		return err
	}
	from := bufio.NewReaderSize(conn, 4<<10)
	answer, err := http.ReadResponse(from, nil)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK && answer.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("answered %s, want 200 or 101", answer.Status)
	}
	if !deaf {
		sample := i%max(len(l.conns)/sampled, 1) == 0
		l.reading.Go(func() { l.read(conn, from, sample) })
	}
	return nil
}

// read counts events; one that is cut in two by the end of a read is counted once. It answers pings: a client that
// does not is cut off after a minute.
func (l *load) read(conn io.Writer, from io.Reader, sample bool) {
	defer l.closed.Add(1)
	buffer, kept := make([]byte, 32<<10), 0
	for {
		n, err := from.Read(buffer[kept:])
		if err != nil {
			return
		}
		b := buffer[:kept+n]
		l.events.Add(int64(bytes.Count(b, []byte(counted))))
		l.gaps.Add(int64(bytes.Count(b, []byte(holed))))
		if sample {
			l.sample(b)
		}
		if bytes.Contains(b[max(kept-len(ping)+1, 0):], []byte(ping)) {
			_, _ = io.WriteString(conn, pong) // On an error the next read fails, too.
		}
		if l.fair {
			runtime.Gosched()
		}
		kept = copy(buffer, b[max(len(b)-len(counted)+1, 0):])
	}
}

// sample reads the times in a piece of a stream, where they are whole.
func (l *load) sample(b []byte) {
	now := time.Now()
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		_, after, _ := bytes.Cut(b, []byte(stamped))
		stamp, rest, found := bytes.Cut(after, []byte{'"'})
		if !found {
			return
		}
		if at, err := time.Parse(time.RFC3339Nano, string(stamp)); err == nil {
			l.delays = append(l.delays, float64(now.Sub(at))/1e6)
		}
		b = rest
	}
}

// forget drops the delays so far.
func (l *load) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.delays = nil
}

// delay returns a quantile of the delays since forget, in milliseconds.
func (l *load) delay(quantile float64) float64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.delays) == 0 {
		return -1
	}
	slices.Sort(l.delays)
	return l.delays[int(quantile*float64(len(l.delays)-1))]
}

// await returns when so many more events have arrived; it fails the test if they do not.
func (l *load) await(tb testing.TB, more int64, limit time.Duration) {
	tb.Helper()
	wanted := l.events.Load() + more
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(limit); l.events.Load() < wanted; <-look.C {
		if time.Now().After(end) {
			tb.Fatalf("%d of %d events in %s", more-(wanted-l.events.Load()), more, limit)
		}
	}
}
