package stream

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

// retryLeast is the least time after which a browser reconnects.
const retryLeast = 2 * time.Second

// ServeSSE answers GET /stream/sse. Where the connection is the client's alone (HTTP/1.1) the hub takes it over and
// ServeSSE returns at once; otherwise (HTTP/2) when the client has left or the hub closes.
func (h *Hub) ServeSSE(w http.ResponseWriter, r *http.Request) {
	s := h.admit(w, r, wire.SSE)
	if s == nil {
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		s.leave(r.RemoteAddr)
		return
	}
	// The line belongs to hello's block: some clients take a block of its own for an event without data.
	retry := fmt.Appendf(nil, "retry: %d\n", jitter(retryLeast).Milliseconds())
	conn, _, err := http.NewResponseController(w).Hijack()
	switch {
	case errors.Is(err, http.ErrNotSupported):
		s.respond(w, r, retry)
	case err != nil:
		s.leave(r.RemoteAddr)
	default:
		t := socket.New(conn)
		s.open(t, append(head(header), retry...))
		go func() {
			socket.Drain(t)
			s.finish(t)
		}()
	}
}

// head returns the beginning of an answer whose end is the connection's.
func head(header http.Header) []byte {
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	var b bytes.Buffer
	answer := http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: header, ContentLength: -1, Close: true,
	}
	// Writing to a buffer does not fail.
	_ = answer.Write(&b)
	return b.Bytes()
}

// response carries events in an answer on a connection that it shares with others.
type response struct {
	w       http.ResponseWriter
	rc      *http.ResponseController
	aborted atomic.Bool
}

// respond serves a subscriber until the client leaves or all is said.
func (s *subscriber) respond(w http.ResponseWriter, r *http.Request, preface []byte) {
	s.open(&response{w: w, rc: http.NewResponseController(w)}, preface)
	select {
	case <-r.Context().Done():
	case <-s.pump.Done():
	}
	s.pump.Finish()
	s.leave(r.RemoteAddr)
}

func (t *response) Offer([]byte) (n int, err error) { return 0, nil }

// Send leaves no deadline behind: over HTTP/2 one that passes ends the stream, even if nothing is being written.
func (t *response) Send(p []byte, deadline time.Time) error {
	if err := t.rc.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if t.aborted.Load() {
		return errAborted
	}
	if _, err := t.w.Write(p); err != nil {
		return err
	}
	return errors.Join(t.rc.Flush(), t.rc.SetWriteDeadline(time.Time{}))
}

// errAborted ends a response that the hub has broken off.
var errAborted = errors.New("the connection was broken off")

// HangUp has nothing to do: the end of the handler is the end of the answer.
func (t *response) HangUp() {}

func (t *response) Abort() {
	t.aborted.Store(true)
	// An answer that cannot be given a deadline is one that is gone.
	_ = t.rc.SetWriteDeadline(time.Now())
}
