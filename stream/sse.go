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

// ServeSSE answers GET /stream/sse. Over HTTP/1.1 the hub takes the connection over, and ServeSSE returns at once.
// Over HTTP/2, where requests share a connection, it returns when the client has left or the hub closes.
func (h *Hub) ServeSSE(w http.ResponseWriter, r *http.Request) {
	s := h.admit(w, r, wire.SSE)
	if s == nil {
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream; charset=utf-8")
	// Development servers that compress would hold events back.
	header.Set("Cache-Control", "no-store, no-transform")
	header.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		s.leave(r.RemoteAddr)
		return
	}
	// The line goes in front of hello, because some clients take a block without data for an event.
	retry := fmt.Appendf(nil, "retry: %d\n", jitter(retryLeast).Milliseconds())
	conn, _, err := http.NewResponseController(w).Hijack()
	switch {
	case errors.Is(err, http.ErrNotSupported):
		s.respond(w, r, retry)
	case err != nil:
		s.leave(r.RemoteAddr)
	default:
		t := socket.New(conn)
		s.connect(w, http.StatusOK, t)
		s.open(t, append(head(header), retry...))
		go func() {
			t.Drain()
			s.finish(t)
		}()
	}
}

// head returns the status line and headers of a response that ends with its connection.
func head(header http.Header) []byte {
	header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	var b bytes.Buffer
	response := http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Header: header, ContentLength: -1, Close: true,
	}
	// Writing to a buffer cannot fail.
	_ = response.Write(&b)
	return b.Bytes()
}

// sharedResponse is a deliver.Transport for a response on a connection with other requests (HTTP/2).
type sharedResponse struct {
	w       http.ResponseWriter
	rc      *http.ResponseController
	aborted atomic.Bool
}

// respond serves a subscriber until the client leaves or the last bytes are written.
func (s *subscriber) respond(w http.ResponseWriter, r *http.Request, preface []byte) {
	t := &sharedResponse{w: w, rc: http.NewResponseController(w)}
	s.connect(w, http.StatusOK, t)
	s.open(t, preface)
	select {
	case <-r.Context().Done():
	case <-s.pump.Done():
	}
	s.pump.Finish()
	s.leave(r.RemoteAddr)
}

// Offer writes nothing: a response can only be written to with waiting.
func (t *sharedResponse) Offer([]byte) (n int, err error) { return 0, nil }

// Send writes all of p and clears the deadline again: over HTTP/2 a deadline ends the stream even between two writes.
func (t *sharedResponse) Send(p []byte, deadline time.Time) error {
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

// errAborted is the error of writes after Abort.
var errAborted = errors.New("the connection was broken off")

// HangUp does nothing, because the response ends with its handler.
func (t *sharedResponse) HangUp() {}

// Abort fails the write under way, and all later ones.
func (t *sharedResponse) Abort() {
	t.aborted.Store(true)
	// An error means that the response has ended already.
	_ = t.rc.SetWriteDeadline(time.Now())
}
