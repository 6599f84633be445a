package clients

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// relay carries connections to a program, and cuts them when it is told to.
type relay struct {
	url string
	// cuts are taken by whichever connection brings something next.
	cuts chan cut
	ctx  context.Context
	work sync.WaitGroup

	mu     sync.Mutex
	target string
}

// cut is a way in which a connection ends.
type cut int

const (
	// hangUp closes it, as a proxy does that has had enough.
	hangUp cut = iota
	// reset ends it as a crash does.
	reset
)

// unfinished is the number of bytes that a cut holds back, so that the last event is never whole.
const unfinished = 7

func newRelay(t *testing.T, target string) *relay {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := &relay{url: "http://" + listener.Addr().String(), cuts: make(chan cut), ctx: ctx}
	r.turnTo(target)
	r.work.Go(func() {
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			r.work.Go(func() { r.carry(conn.(*net.TCPConn)) })
		}
	})
	t.Cleanup(func() {
		listener.Close()
		cancel()
		r.work.Wait()
	})
	return r
}

// turnTo sends the connections from now on to another program.
func (r *relay) turnTo(url string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.target = strings.TrimPrefix(url, "http://")
}

func (r *relay) address() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.target
}

// cut cuts the stream in the middle of an event.
func (r *relay) cut(t *testing.T, how cut) {
	t.Helper()
	select {
	case r.cuts <- how:
	case <-time.After(program.Timeout):
		t.Fatalf("nothing came in %s, want an event to cut", program.Timeout)
	}
}

// carry serves one connection, until either side or a cut ends it.
func (r *relay) carry(client *net.TCPConn) {
	defer client.Close()
	server, err := net.Dial("tcp", r.address())
	if err != nil {
		return
	}
	defer server.Close()
	defer context.AfterFunc(r.ctx, func() {
		client.Close()
		server.Close()
	})()
	r.work.Go(func() {
		io.Copy(server, client)
		server.Close()
	})
	r.answer(client, server)
}

// answer carries the bytes from the program to the client.
func (r *relay) answer(client *net.TCPConn, server net.Conn) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		select {
		case how := <-r.cuts:
			client.Write(buffer[:max(0, n-unfinished)])
			if how == reset {
				client.SetLinger(0)
			}
			return
		default:
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			return
		}
	}
}
