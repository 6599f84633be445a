package app

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are made in memory, so that time can be a test's own.
type pipes chan net.Conn

func (l pipes) Accept() (net.Conn, error) {
	if conn, ok := <-l; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}

func (l pipes) Close() error {
	close(l)
	return nil
}

func (l pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (l pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	l <- there
	return here, nil
}

// serveOn serves on a listener until the test ends, or until the result is called.
func serveOn(t *testing.T, m *mock, listener net.Listener) (end func()) {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- m.serve(ctx, listener) }()
	t.Cleanup(func() {
		end()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return end
}

// inBubble runs a test in a bubble, where limits of time pass at once, with the program on a listener.
func inBubble(t *testing.T, test func(t *testing.T, l pipes), args ...string) {
	t.Helper()
	inBubbleToEnd(t, func(t *testing.T, l pipes, _ func()) { test(t, l) }, args...)
}

// inBubbleToEnd runs inBubble with a test that may end the program.
func inBubbleToEnd(t *testing.T, test func(t *testing.T, l pipes, end func()), args ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f, err := parseFlags(args, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		m, err := newMock(f, io.Discard, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		// net/http lets a connection that it refused linger, after the end of the server, too.
		t.Cleanup(func() { <-time.After(time.Second) })
		l := make(pipes)
		end := serveOn(t, m, l)
		test(t, l, end)
	})
}

// connect returns a connection on which send writes. It is closed when the test ends.
func (l pipes) connect(t *testing.T, send func(conn net.Conn)) net.Conn {
	t.Helper()
	conn, err := l.dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		send(conn)
	}()
	t.Cleanup(func() {
		conn.Close()
		<-sent
	})
	return conn
}
