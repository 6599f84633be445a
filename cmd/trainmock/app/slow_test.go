package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/rest"
)

// drip writes a text to a connection, one byte a second, until it fails.
func drip(conn net.Conn, text string) {
	for i := range len(text) {
		if _, err := io.WriteString(conn, text[i:i+1]); err != nil {
			return
		}
		<-time.After(time.Second)
	}
}

// say returns a function that writes a text to a connection.
func say(text string) func(net.Conn) {
	return func(conn net.Conn) { io.WriteString(conn, text) }
}

// TestSlowBody sends bodies of one byte a second: each request ends soon after ten seconds, and the connection with
// it.
func TestSlowBody(t *testing.T) {
	for _, tc := range []struct {
		first, headers string
		status         int
	}{
		{"POST /train", "Content-Length: 200", http.StatusRequestTimeout},
		{"POST /train", "Transfer-Encoding: chunked", http.StatusRequestTimeout},
		{"POST /cluster/stop", "Content-Length: 200", http.StatusRequestTimeout},
		{"POST /train", "Content-Length: 200\r\nOrigin: https://evil.test", http.StatusForbidden},
		{"DELETE /tasks/task_123", "Content-Length: 200", http.StatusNotFound},
		{"GET /health", "Content-Length: 200", http.StatusOK},
		{"GET /", "Content-Length: 200", http.StatusOK},
		{"GET /stream/ws", "Content-Length: 200", http.StatusUpgradeRequired},
		{"GET /nope", "Content-Length: 200", http.StatusNotFound},
		{"POST /mock/clock", "Content-Length: 200\r\nContent-Type: application/json", http.StatusForbidden},
		{"POST /health", "Content-Length: 200", http.StatusMethodNotAllowed},
		{"OPTIONS /train", "Content-Length: 200\r\nOrigin: https://a.test\r\nAccess-Control-Request-Method: POST", 204},
		{"OPTIONS *", "Content-Length: 200", http.StatusNotFound},
	} {
		t.Run(tc.first, func(t *testing.T) { checkSlowBody(t, tc.first, tc.headers, tc.status) })
	}
}

// TestSlowControlBody does the same to control, with the token that admits clients which are not on this machine.
func TestSlowControlBody(t *testing.T) {
	const own = "Authorization: Bearer secret\r\n"
	for _, tc := range []struct {
		first, headers string
		status         int
	}{
		{"PUT /mock/clock", own + "Content-Length: 200\r\nContent-Type: application/json", http.StatusRequestTimeout},
		{"POST /mock/clock/advance", own + "Transfer-Encoding: chunked\r\nContent-Type: application/json", 408},
		{"POST /mock/clock/seek", own + "Content-Length: 200\r\nContent-Type: application/json", 408},
		{"POST /mock/commands", own + "Content-Length: 200\r\nContent-Type: application/json", 408},
		{"PUT /mock/scenario", own + "Content-Length: 200\r\nContent-Type: application/json", 408},
		{"POST /mock/events", own + "Content-Length: 200\r\nContent-Type: application/json", 408},
		{"POST /mock/journal", own + "Content-Length: 200\r\nContent-Type: application/x-ndjson", 408},
		{"POST /mock/journal", own + "Transfer-Encoding: chunked\r\nContent-Type: application/x-ndjson", 408},
		{"DELETE /mock/commands", own + "Content-Length: 200", 408},
		{"GET /mock/clock", own + "Content-Length: 200", 408},
		{"PUT /mock/clock", "Content-Length: 200\r\nContent-Type: application/json", http.StatusUnauthorized},
		{"POST /mock/nope", own + "Content-Length: 200\r\nContent-Type: application/json", 408},
	} {
		t.Run(tc.first, func(t *testing.T) { checkSlowBody(t, tc.first, tc.headers, tc.status, "--token", "secret") })
	}
}

// checkSlowBody sends a request whose body has one byte a second.
func checkSlowBody(t *testing.T, first, headers string, status int, args ...string) {
	t.Helper()
	long := strings.Repeat("x", 200)
	inBubble(t, func(t *testing.T, l pipes) {
		begun := time.Now()
		conn := l.connect(t, func(conn net.Conn) {
			fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n", first, headers)
			if strings.Contains(headers, "chunked") {
				io.WriteString(conn, "c8\r\n")
			}
			drip(conn, long)
		})
		input := bufio.NewReader(conn)
		r, err := http.ReadResponse(input, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.StatusCode != status {
			t.Errorf("got %s, want %d", r.Status, status)
		}
		io.Copy(io.Discard, input)
		if took := time.Since(begun); took > 15*time.Second {
			t.Errorf("the connection ended after %s, want about ten seconds", took)
		}
	}, args...)
}

// TestSlowHeaders sends a request line and headers of one byte a second.
func TestSlowHeaders(t *testing.T) {
	for _, text := range []string{
		"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: " + strings.Repeat("x", 100) + "\r\n\r\n",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + strings.Repeat("\x00", 100),
		"G",
	} {
		inBubble(t, func(t *testing.T, l pipes) {
			begun := time.Now()
			conn := l.connect(t, func(conn net.Conn) { drip(conn, text) })
			answer, _ := io.ReadAll(conn)
			if took := time.Since(begun); took > 35*time.Second || len(answer) > 200 {
				t.Errorf("%.20q: ended after %s with %q, want half a minute at most", text, took, answer)
			}
		})
	}
}

// TestSlowBodySpares checks that streams that came with a body, and answers that are read late, outlive its deadline.
func TestSlowBodySpares(t *testing.T) {
	inBubble(t, func(t *testing.T, l pipes) {
		conn := l.connect(t, say("GET /stream/sse?topics=cluster HTTP/1.1\r\nHost: localhost\r\n"+
			"Content-Length: 5\r\n\r\nhello"))
		checkMinute(t, program.NewSSEFeed(skipHead(conn)))
	})
	inBubble(t, func(t *testing.T, l pipes) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		dialer := &websocket.Dialer{NetDialContext: l.dial}
		feed, err := program.DialWebSocket(ctx, dialer, "ws://localhost/stream/ws?topics=cluster")
		if err != nil {
			t.Fatal(err)
		}
		checkMinute(t, feed)
	})
	inBubble(t, func(t *testing.T, l pipes) {
		conn := l.connect(t, say("POST /cluster/validate-nodes HTTP/1.1\r\nHost: localhost\r\n"+
			"Content-Length: 18\r\n\r\n"+`{"nodes": ["1.2"]}`))
		<-time.After(20 * time.Second)
		r, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(r.Body); err != nil || !json.Valid(body) || r.StatusCode != http.StatusOK {
			t.Errorf("got %s %s (%v), want 200", r.Status, body, err)
		}
	})
}

// TestSlowHandler works for longer on a body than the body may take to arrive: nothing tells it that the client left.
func TestSlowHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router := rest.New(rest.Options{})
		router.Post("/slow", func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
				t.Error("the client left, want it to wait")
			case <-time.After(20 * time.Second):
			}
		})
		l := make(pipes)
		server := &http.Server{Handler: router}
		served := make(chan error)
		go func() { served <- server.Serve(l) }()
		conn := l.connect(t, say("POST /slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}"))
		r, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || r.StatusCode != http.StatusOK {
			t.Errorf("got %v (%v), want 200", r, err)
		}
		server.Close()
		<-served
	})
}

// checkMinute fails the test if a stream ends within a minute.
func checkMinute(t *testing.T, f program.Feed) {
	t.Helper()
	begun := time.Now()
	for time.Since(begun) < time.Minute {
		if _, err := f.Next(); err != nil {
			t.Fatalf("%T ended after %s: %v, want a minute", f, time.Since(begun), err)
		}
	}
}

// skipHead returns a connection's bytes behind the head of an answer.
func skipHead(conn net.Conn) io.Reader {
	input := bufio.NewReader(conn)
	for {
		if line, err := input.ReadString('\n'); err != nil || line == "\r\n" {
			return input
		}
	}
}
