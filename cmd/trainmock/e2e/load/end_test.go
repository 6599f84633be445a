package load

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// TestSecondSignal: while the end waits for a subscriber that does not read, another signal ends the process at once,
// by that signal, or with exit code 1 where it found the signal ignored, as in the background of a script.
func TestSecondSignal(t *testing.T) {
	for name, tc := range map[string]struct {
		runner []string
		ended  func(syscall.WaitStatus) bool
	}{
		"on a terminal": {nil, syscall.WaitStatus.Signaled},
		"in the background": {
			[]string{"sh", "-c", `trap "" INT; exec "$0" "$@"`},
			func(s syscall.WaitStatus) bool { return s.ExitStatus() == 1 },
		},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.runner == nil && signal.Ignored(os.Interrupt) {
				t.Skip("what runs this test ignores SIGINT, and so would the program")
			}
			p := program.StartUnder(t, tc.runner, "--scenario", "bench-200", "--tick", "20ms")
			interruptTwice(t, p)
			// An end by a signal is an error of Wait.
			_ = p.Cmd.Wait()
			if status, ok := p.Cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !tc.ended(status) {
				t.Errorf("after a second signal: %v, want an end by it", p.Cmd.ProcessState)
			}
		})
	}
}

// interruptTwice sends two interrupts while a subscriber does not read.
func interruptTwice(t *testing.T, p *program.Process) {
	t.Helper()
	address := strings.TrimPrefix(p.URL, "http://")
	stuck, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stuck.Close() })
	fmt.Fprintf(stuck, "GET /stream/sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
	bystander, err := program.OpenSSE(t.Context(), program.NewClient(t), p.URL+"/stream/sse?topics=cluster")
	if err != nil {
		t.Fatal(err)
	}
	// In so many ticks the stuck one is sent 15 MB, more than its sockets hold.
	for range 200 {
		if _, err := bystander.Next(); err != nil {
			t.Fatal(err)
		}
	}
	for _, heard := range []string{"the first signal", "the second"} {
		if err := p.Cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatalf("%s: %v", heard, err)
		}
		for refused := false; !refused; {
			conn, err := net.Dial("tcp", address)
			if refused = err != nil; !refused {
				conn.Close()
			}
		}
	}
}

// TestEnd ends the real program while subscribers are connected: within a second, after a good-bye to each.
func TestEnd(t *testing.T) {
	for _, tc := range []struct {
		name   string
		signal os.Signal
		each   int
	}{
		{"SIGINT with 200 subscribers", os.Interrupt, 100},
		{"SIGTERM", syscall.SIGTERM, 5},
		{"nobody there", os.Interrupt, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := program.StartProcess(t)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			greeted, ended := make(chan error, 2*tc.each), make(chan error, 2*tc.each)
			client := program.NewClient(t)
			for range tc.each {
				go follow(greeted, ended, func() (program.Feed, error) {
					return program.OpenSSE(ctx, client, p.URL+"/stream/sse")
				})
				go follow(greeted, ended, func() (program.Feed, error) {
					return program.OpenWebSocket(ctx, p.URL+"/stream/ws")
				})
			}
			collect(t, greeted, 2*tc.each)
			if t.Failed() {
				return
			}
			subscribers := program.Decode(t, program.Get(t, client, p.URL+"/health"))["subscribers"]
			if fmt.Sprint(subscribers) != fmt.Sprint(2*tc.each) {
				t.Errorf("%v subscribers, want %d", subscribers, 2*tc.each)
			}
			took := make(chan time.Duration)
			go func() { took <- p.End(t, tc.signal) }()
			collect(t, ended, 2*tc.each)
			if d := <-took; d > time.Second {
				t.Errorf("the end took %v, want at most a second", d)
			}
		})
	}
}

// collect waits for so many results.
func collect(t *testing.T, from <-chan error, n int) {
	t.Helper()
	for range n {
		if err := <-from; err != nil {
			t.Error(err)
		}
	}
}

// follow reads a feed from hello to bye and says what is wrong with either.
func follow(greeted, ended chan<- error, open func() (program.Feed, error)) {
	f, err := open()
	var m program.Message
	if err == nil {
		m, err = f.Next()
	}
	if err == nil && m.Type != "hello" {
		err = fmt.Errorf("begins with %s, want hello", m.Raw)
	}
	greeted <- err
	if err != nil {
		return
	}
	for err == nil {
		if m, err = f.Next(); err == nil && m.Type == "bye" {
			ended <- checkBye(f, m)
			return
		}
	}
	ended <- fmt.Errorf("ended with %w, want bye before", err)
}

// checkBye returns an error unless bye says when to come back and the transport then ends properly.
func checkBye(f program.Feed, bye program.Message) error {
	if bye.ID != "" || !bytes.Contains(bye.Payload, []byte(`"retry_ms":`)) ||
		!bytes.Contains(bye.Payload, []byte(`"reason":`)) {
		return fmt.Errorf("got %s, want a bye with retry_ms and reason, without id", bye.Raw)
	}
	m, err := f.Next()
	if err == nil {
		return fmt.Errorf("after bye came %s, want the end", m.Raw)
	}
	if _, ok := f.(*program.SSEFeed); ok && !errors.Is(err, io.EOF) || ok && errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the stream ended with %w, want its proper end", err)
	}
	if _, ok := f.(*program.WebSocketFeed); ok && !websocket.IsCloseError(err, websocket.CloseServiceRestart) {
		return fmt.Errorf("closed with %w, want 1012", err)
	}
	return nil
}

// TestEndWithStalledReaders: who does not read holds up nobody, not even the end.
func TestEndWithStalledReaders(t *testing.T) {
	p := program.StartProcess(t, "--scenario", "large", "--tick", "20ms")
	for range 5 {
		stall(t, p.URL, "GET /stream/sse HTTP/1.1\r\nHost: x\r\n\r\n")
		stall(t, p.URL, "GET /stream/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
			"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f, err := program.OpenSSE(ctx, program.NewClient(t), p.URL+"/stream/sse")
	if err != nil {
		t.Fatal(err)
	}
	// Twenty times a thousand nodes are more than the buffers of a connection hold, also where this reader is too slow
	// for some of the ticks and gets snapshots instead.
	for told := 0; told < 20; {
		m, err := f.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == "cluster_status" || m.Type == "snapshot" {
			told++
		}
	}
	took := make(chan time.Duration)
	go func() { took <- p.End(t, os.Interrupt) }()
	for m, err := f.Next(); err == nil; m, err = f.Next() {
		if m.Type == "bye" {
			break
		}
	}
	if d := <-took; d > time.Second {
		t.Errorf("the end took %v, want at most a second", d)
	}
}

// stall sends a request and reads nothing of the answer.
func stall(t *testing.T, url, request string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
}

// TestNoNewRequestsAfterTheEnd: the port is free as soon as the program has ended.
func TestNoNewRequestsAfterTheEnd(t *testing.T) {
	p := program.Start(t, app.Run)
	p.Get(t, "/health")
	if code := p.Stop(); code != 0 || p.Stderr.String() != "" {
		t.Errorf("exit code %d, logged %q, want 0 and nothing", code, p.Stderr)
	}
	if r, err := p.Client.Get(p.URL + "/health"); err == nil {
		r.Body.Close()
		t.Error("answers after the end, want a refused connection")
	}
	listener, err := net.Listen("tcp", strings.TrimPrefix(p.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
}
