package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// newHTTP2Client returns a client that speaks HTTP/2 without TLS, and nothing else.
func newHTTP2Client(tb testing.TB) *http.Client {
	protocols := &http.Protocols{}
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: protocols}
	tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// TestHTTP2WithoutTLS asks by HTTP/2 for everything, beside clients of HTTP/1.1.
func TestHTTP2WithoutTLS(t *testing.T) {
	p := program.Start(t, Run, "--tick", "20ms")
	old := p.OpenBoth(t, "?topics=cluster")
	client := newHTTP2Client(t)
	for path, status := range map[string]int{
		"/health": 200, "/monitor/ray/cluster/node": 200, "/": 200, "/docs": 200, "/nope": 404, "/stream/ws": 426,
		"/stream/sse?topics=foo": 422,
	} {
		r, err := client.Get(p.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != status || r.Proto != "HTTP/2.0" {
			t.Errorf("%s: %s over %s, want %d over HTTP/2.0", path, r.Status, r.Proto, status)
		}
	}
	r, err := client.Post(p.URL+"/train", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Errorf("POST /train: %s, want 200", r.Status)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	feed, err := program.OpenSSE(ctx, client, p.URL+"/stream/sse?topics=cluster")
	if err != nil {
		t.Fatal(err)
	}
	old["SSE over HTTP/2"] = feed
	for name, f := range old {
		if _, err := program.ReadTicks(f, 10); err != nil {
			t.Errorf("%s: %v, want ten ticks", name, err)
		}
	}
}

// TestCurlWithPriorKnowledge lets curl speak HTTP/2 without TLS, to a route and to a stream.
func TestCurlWithPriorKnowledge(t *testing.T) {
	curl := program.LookFor(t, "curl", program.DemandClients)
	p := program.Start(t, Run, "--tick", "20ms", "--seed", "7")
	ask := []string{"--silent", "--show-error", "--no-buffer", "--http2-prior-knowledge", "--max-time", "20"}
	route := append(ask, "--write-out", " over %{http_version}", p.URL+"/hasRunningTask")
	out, err := exec.Command(curl, route...).Output()
	if err != nil || string(out) != "true\n over 2" {
		t.Errorf("a route: printed %q (%v), want true over 2", out, err)
	}
	out, err = exec.Command(curl, append(ask, p.URL+"/stream/sse?topics=cluster&limit=10")...).Output()
	if ticks := strings.Count(string(out), `"type":"cluster_status"`); err != nil || ticks != 10 {
		t.Errorf("a stream: %d ticks (%v), want ten: %.300s", ticks, err, out)
	}
}

// TestSlowBodyOverHTTP2 sends a body without an end: the request ends, and the streams beside it go on.
func TestSlowBodyOverHTTP2(t *testing.T) {
	inBubble(t, func(t *testing.T, l pipes) {
		client := newHTTP2Client(t)
		client.Transport.(*http.Transport).DialContext = l.dial
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		feed, err := program.OpenSSE(ctx, client, "http://localhost/stream/sse?topics=cluster")
		if err != nil {
			t.Fatal(err)
		}
		body, drops := io.Pipe()
		go func() {
			for {
				if _, err := drops.Write([]byte("x")); err != nil {
					return
				}
				<-time.After(time.Second)
			}
		}()
		begun := time.Now()
		r, err := client.Post("http://localhost/train", "application/json", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		body.Close()
		if took := time.Since(begun); r.StatusCode != http.StatusRequestTimeout || took > 15*time.Second {
			t.Errorf("got %s after %s, want 408 after about ten seconds", r.Status, took)
		}
		if _, err := program.ReadTicks(feed, 60); err != nil {
			t.Errorf("the stream beside it: %v, want a minute", err)
		}
	})
}

// TestTwoLengths sends requests whose length is said twice: the connection ends after the answer.
func TestTwoLengths(t *testing.T) {
	p := program.Start(t, Run)
	for _, headers := range []string{
		"Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked",
		"Content-Length: 5\r\nContent-Length: 6", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
	} {
		conn, err := net.Dial("tcp", p.Host())
		if err != nil {
			t.Fatal(err)
		}
		const smuggled = "DELETE /tasks/task_123 HTTP/1.1\r\nHost: localhost\r\n\r\n"
		const body = "2\r\n{}\r\n0\r\n\r\n"
		fmt.Fprintf(conn, "POST /train HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n%s%s", headers, body, smuggled)
		conn.SetReadDeadline(time.Now().Add(program.Timeout))
		input := bufio.NewReader(conn)
		r, err := http.ReadResponse(input, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, r.Body)
		if rest, err := io.ReadAll(input); err != nil || len(rest) > 0 || !r.Close {
			t.Errorf("%q: answered %s and then %q (%v), want the end", headers, r.Status, rest, err)
		}
		conn.Close()
	}
}

// TestLargeHeaders checks that up to 128 KiB are refused in the service's shape, more by any means; the program goes
// on.
func TestLargeHeaders(t *testing.T) {
	p := program.Start(t, Run)
	for _, size := range []int{70 << 10, 120 << 10} {
		r := request(t, p, http.MethodGet, "/health", http.Header{"X-Big": {strings.Repeat("x", size)}})
		kind := r.Header.Get("Content-Type")
		if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge || kind != "application/json" {
			t.Errorf("%d bytes: %s %s, want 431 in JSON", size, r.Status, kind)
		}
	}
	for _, size := range []int{1 << 20, 8 << 20} {
		question, _ := http.NewRequest(http.MethodGet, p.URL+"/health", nil)
		question.Header.Set("X-Big", strings.Repeat("x", size))
		if r, err := p.Client.Do(question); err == nil {
			r.Body.Close()
			if r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
				t.Errorf("%d bytes: %s, want 431", size, r.Status)
			}
		}
		p.Get(t, "/health")
	}
}

// TestHeadersAreNotKept says a little more than the limit and then waits: a server that keeps more would wait, too.
func TestHeadersAreNotKept(t *testing.T) {
	inBubble(t, func(t *testing.T, l pipes) {
		begun := time.Now()
		const head = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Big: "
		conn := l.connect(t, say(head+strings.Repeat("x", 140<<10)))
		r, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || r.StatusCode != http.StatusRequestHeaderFieldsTooLarge || time.Since(begun) > time.Second {
			t.Errorf("got %v (%v) after %s, want 431 at once", r, err, time.Since(begun))
		}
	})
}
