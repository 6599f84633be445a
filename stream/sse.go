package stream

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// retryLeast is the least time after which a browser reconnects.
const retryLeast = 2 * time.Second

// sse carries messages as server-sent events.
type sse struct {
	w  http.ResponseWriter
	rc *http.ResponseController

	mu      sync.Mutex
	aborted bool
}

// ServeSSE answers GET /stream/sse until the client leaves or the hub closes.
func (h *Hub) ServeSSE(w http.ResponseWriter, r *http.Request) {
	to := &sse{w: w, rc: http.NewResponseController(w)}
	s := h.admit(w, r, to, sseFraming)
	if s == nil {
		return
	}
	defer h.leave(s)
	if s.request.named {
		s.layout = namedSSEFraming
	}
	header := w.Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return
	}
	if err := to.write(fmt.Appendf(nil, "retry: %d\n\n", jitter(retryLeast).Milliseconds()), time.Now().Add(writeWait)); err != nil {
		return
	}
	if err := s.run(r.Context()); err != nil && r.Context().Err() == nil {
		h.Log.Info("subscriber lost", "transport", "sse", "remote", r.RemoteAddr, "error", err)
	}
}

func (t *sse) write(p []byte, deadline time.Time) error {
	if err := t.allow(deadline); err != nil {
		return err
	}
	if _, err := t.w.Write(p); err != nil {
		return err
	}
	return t.rc.Flush()
}

// allow gives the next write its time, unless the connection is to end.
func (t *sse) allow(deadline time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.aborted {
		return errEnded
	}
	return t.rc.SetWriteDeadline(deadline)
}

func (t *sse) probe() []byte    { return []byte(": keep-alive\n\n") }
func (t *sse) farewell() []byte { return nil }

func (t *sse) abort() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aborted = true
	// A connection that cannot be given a deadline is one that is gone.
	_ = t.rc.SetWriteDeadline(time.Now())
}
