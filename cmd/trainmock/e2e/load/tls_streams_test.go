package load

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
)

// connections are the local addresses that requests went out from.
type connections struct {
	mu   sync.Mutex
	used map[string]bool
}

// watch notes the connection of every request that has the context.
func (c *connections) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.used[info.Conn.LocalAddr().String()] = true
	}})
}

func (c *connections) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.used)
}

// TestManyStreamsOverOneConnection: more streams than net/http admits by default share one HTTP/2 connection. Each
// ends alone when its reader leaves, and those that stay until the end are told good-bye.
func TestManyStreamsOverOneConnection(t *testing.T) {
	const leaving, staying = 50, 260
	p := program.StartProcess(t, "--tls-self-signed", "--scenario", "empty")
	client := program.NewTLSClient(t, program.Trust(t, p.Endpoint, p.Stdout), true)
	over := &connections{used: map[string]bool{}}
	ctx, cancel := context.WithCancel(over.watch(t.Context()))
	defer cancel()
	brief, leave := context.WithCancel(ctx)
	defer leave()
	// Requests that are made before the first connection is there would each open one.
	program.Get(t, client, p.URL+"/health")
	open := func(ctx context.Context) func() (program.Feed, error) {
		return func() (program.Feed, error) { return program.OpenSSE(ctx, client, p.URL+"/stream/sse") }
	}
	greeted, left, ended := make(chan error), make(chan error, leaving), make(chan error, staying)
	for range leaving {
		go follow(greeted, left, open(brief))
	}
	for range staying {
		go follow(greeted, ended, open(ctx))
	}
	collect(t, greeted, leaving+staying)
	if t.Failed() {
		return
	}
	if n := over.count(); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
	awaitSubscribers(t, client, p.URL, leaving+staying)
	leave()
	awaitSubscribers(t, client, p.URL, staying)
	took := make(chan time.Duration)
	go func() { took <- p.End(t, os.Interrupt) }()
	collect(t, ended, staying)
	if d := <-took; d > time.Second {
		t.Errorf("the end took %v, want at most a second", d)
	}
}

// awaitSubscribers waits until there are so many.
func awaitSubscribers(t *testing.T, client *http.Client, url string, want int) {
	t.Helper()
	got := ""
	for begun := time.Now(); time.Since(begun) < program.Timeout; {
		health := program.Decode(t, program.Get(t, client, url+"/health"))
		if got = fmt.Sprint(health["subscribers"]); got == fmt.Sprint(want) {
			return
		}
	}
	t.Errorf("%s subscribers, want %d", got, want)
}

// TestEndOverTLS: every transport is told good-bye, and ends as it should.
func TestEndOverTLS(t *testing.T) {
	const each = 20
	p := program.StartProcess(t, "--tls-self-signed")
	config := program.Trust(t, p.Endpoint, p.Stdout)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	dialer := &websocket.Dialer{TLSClientConfig: config.Clone()}
	openers := []func() (program.Feed, error){
		func() (program.Feed, error) { return program.DialWebSocket(ctx, dialer, p.URL+"/stream/ws") },
	}
	for _, http2 := range []bool{true, false} {
		client := program.NewTLSClient(t, config, http2)
		openers = append(openers, func() (program.Feed, error) {
			return program.OpenSSE(ctx, client, p.URL+"/stream/sse")
		})
	}
	all := each * len(openers)
	greeted, ended := make(chan error), make(chan error, all)
	for _, open := range openers {
		for range each {
			go follow(greeted, ended, open)
		}
	}
	collect(t, greeted, all)
	if t.Failed() {
		return
	}
	took := make(chan time.Duration)
	go func() { took <- p.End(t, os.Interrupt) }()
	collect(t, ended, all)
	if d := <-took; d > time.Second {
		t.Errorf("the end took %v, want at most a second", d)
	}
}

// TestStalledStream: who does not read its stream holds up no other on the same connection, nor the end.
func TestStalledStream(t *testing.T) {
	p := program.StartProcess(t, "--tls-self-signed", "--scenario", "large", "--tick", "200ms")
	client := program.NewTLSClient(t, program.Trust(t, p.Endpoint, p.Stdout), true)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	open := func(query string) *program.SSEFeed {
		t.Helper()
		f, err := program.OpenSSE(ctx, client, p.URL+"/stream/sse"+query)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for range 5 {
		open("")
	}
	f := open("?topics=cluster")
	// Five ticks of a thousand nodes are more than the window of a stream holds.
	if _, err := program.ReadTicks(f, 5); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		for {
			if m, err := f.Next(); err != nil || m.Type == "bye" {
				ended <- err
				return
			}
		}
	}()
	took := make(chan time.Duration)
	go func() { took <- p.End(t, os.Interrupt) }()
	collect(t, ended, 1)
	if d := <-took; d > time.Second {
		t.Errorf("the end took %v, want at most a second", d)
	}
}
