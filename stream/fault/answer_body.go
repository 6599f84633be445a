package fault

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"trainmock/stream/deliver"
)

// maxKept limits the bytes of a body that is to be cut, which are kept until its length is known. The cut is not behind
// them.
const maxKept = 1 << 20

// bodyWriter is a ResponseWriter that breaks the body. finish has to be called behind the handler.
type bodyWriter struct {
	http.ResponseWriter
	answer *Answer
	in     World
	// status is that of the answer, 0 before it begins.
	status int
	// tail is the end of the body so far, from its last byte on that is no blank, while that may yet be malformed.
	tail []byte
	// kept is the beginning of a body that is to be cut, and length its whole length so far.
	kept   []byte
	length int
	err    error
}

// Unwrap returns the original for http.ResponseController.
func (w *bodyWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader begins the answer. The head of one that is to be cut is sent by finish, because it has the length.
func (w *bodyWriter) WriteHeader(status int) {
	switch {
	case status < http.StatusOK:
		w.ResponseWriter.WriteHeader(status)
		return
	case w.status != 0:
		return
	}
	w.status = status
	if w.answer.empty {
		w.Header().Del("Content-Length")
	}
	if w.answer.cut == nil {
		w.ResponseWriter.WriteHeader(status)
	}
}

// Write writes what is left of a part of the body.
func (w *bodyWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.answer.empty:
	case w.answer.malformed:
		w.holdEnd(p)
	default:
		w.pass(p)
	}
	return len(p), w.err
}

// FlushError does nothing: what is ready has been sent, but for a body that is to be cut.
func (w *bodyWriter) FlushError() error { return w.err }

// holdEnd passes a part of the body on without its end, which it keeps in tail.
func (w *bodyWriter) holdEnd(p []byte) {
	end := len(bytes.TrimRight(p, " \t\r\n")) - 1
	if end < 0 {
		w.tail = append(w.tail, p...)
		return
	}
	w.pass(w.tail)
	w.pass(p[:end])
	w.tail = append(w.tail[:0], p[end:]...)
}

// pass sends a part of the body, or keeps it if the body is to be cut.
func (w *bodyWriter) pass(p []byte) {
	if w.answer.cut == nil {
		w.send(p)
		return
	}
	w.length += len(p)
	w.kept = append(w.kept, p[:min(len(p), maxKept-len(w.kept))]...)
}

// send sends bytes at the pace of the answer: at once if nothing slows it down any more, or if the world ends.
func (w *bodyWriter) send(p []byte) {
	limits := http.NewResponseController(w.ResponseWriter)
	for len(p) > 0 && w.err == nil && w.answer.pace() > 0 {
		pace := w.answer.pace()
		chunk := p[:min(len(p), deliver.Chunk(pace))]
		// An error means that there is no connection, as in a test.
		_ = limits.SetWriteDeadline(time.Now().Add(deliver.WriteTimeout))
		if _, w.err = w.ResponseWriter.Write(chunk); w.err != nil {
			return
		}
		p, w.err = p[len(chunk):], limits.Flush()
		if w.err == nil && !deliver.Throttle(pace, len(chunk), w.in.Closing()) {
			w.answer.slows = nil
		}
		w.answer.release(w.in.FaultRules(), w.in.Time())
	}
	if len(p) > 0 && w.err == nil {
		_, w.err = w.ResponseWriter.Write(p)
	}
}

// finish sends what is left at the end of the body. Behind a cut it breaks the connection off, so that it panics. A
// stream of HTTP/2 is reset later, because a browser discards a head and a body that it has not read by then.
func (w *bodyWriter) finish(http2 bool) {
	if w.answer.malformed && !w.answer.empty {
		w.pass(Malform(w.tail))
	}
	if w.answer.cut == nil {
		return
	}
	if w.status == 0 {
		w.status = http.StatusOK
	}
	if w.length > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(w.length))
	}
	w.ResponseWriter.WriteHeader(w.status)
	if w.length == 0 {
		return
	}
	w.send(w.kept[:min(len(w.kept), w.answer.cut.Left(w.length))])
	// An error means that the client has left.
	_ = http.NewResponseController(w.ResponseWriter).Flush()
	if http2 {
		select {
		case <-time.After(resetAfter):
		case <-w.in.Closing():
		}
	}
	panic(http.ErrAbortHandler)
}
