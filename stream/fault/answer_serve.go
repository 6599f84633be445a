package fault

import (
	"io"
	"net/http"
	"time"

	"trainmock/stream/socket"
)

// Serve answers a request as the faults leave the answer of next. It waits only until the client leaves or closing is
// closed, and then breaks the connection off. It may panic with http.ErrAbortHandler, as net/http provides for.
func (a *Answer) Serve(w http.ResponseWriter, r *http.Request, next http.Handler, closing <-chan struct{}) {
	if a.hangs || a.delay > 0 {
		a.wait(w, r, closing)
	}
	if a.resets {
		breakOff(w)
	}
	if a.status != nil {
		next = replacement{*a.status}
	}
	if !a.empty && !a.malformed && a.cut == nil && a.pace == 0 {
		next.ServeHTTP(w, r)
		return
	}
	broken := &bodyWriter{ResponseWriter: w, answer: a, closing: closing}
	next.ServeHTTP(broken, r)
	broken.finish(r.ProtoMajor == 2)
}

// wait returns when the answer may begin.
func (a *Answer) wait(w http.ResponseWriter, r *http.Request, closing <-chan struct{}) {
	if a.hangs && r.Body != nil {
		// net/http sees that a client has left only behind the body of its request, which nothing else will read.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	limits := http.NewResponseController(w)
	// Errors mean that there is no connection, as in a test.
	_ = limits.SetReadDeadline(time.Time{})
	_ = limits.SetWriteDeadline(time.Time{})
	var over <-chan time.Time
	if !a.hangs {
		timer := time.NewTimer(a.delay)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
	case <-r.Context().Done():
		panic(http.ErrAbortHandler)
	case <-closing:
		panic(http.ErrAbortHandler)
	}
	if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && server.WriteTimeout > 0 {
		_ = limits.SetWriteDeadline(time.Now().Add(server.WriteTimeout))
	}
}

// breakOff resets the connection: over HTTP/2, where requests share one, the stream. It does not return.
func breakOff(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		socket.New(conn).Reset()
	}
	panic(http.ErrAbortHandler)
}
