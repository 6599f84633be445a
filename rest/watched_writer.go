package rest

import (
	"bufio"
	"net"
	"net/http"
	"time"

	"trainmock/stream/refuse"
	"trainmock/stream/requests"
)

// watchedWriter is a ResponseWriter that knows how far its answer is, to record its request and to recover a panic.
type watchedWriter struct {
	http.ResponseWriter
	// status is that of the answer, or 0 if it has not begun.
	status int
	// conn is the connection, once a handler has taken it over.
	conn net.Conn

	request *http.Request
	// log is that of the request's world, or nil if it has none.
	log   *requests.Log
	began time.Time
	bytes int64
	// fault has the names of the faults that struck.
	fault string
	// held is the entry of a request whose answer a fault holds up.
	held requests.Connection
	// omitted is set if the request is not to be recorded when its handler has returned, and returned once it has,
	// without a panic.
	omitted, returned bool
	// answered is the status with which a connection began, or 0.
	answered int
}

// Unwrap returns the original for http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader begins the answer, unless the status is an informational one.
func (w *watchedWriter) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// begin notes that the answer has begun, with a status of 200 unless another was sent.
func (w *watchedWriter) begin() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

// Write begins the answer.
func (w *watchedWriter) Write(p []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// FlushError begins the answer.
func (w *watchedWriter) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack takes the connection over.
func (w *watchedWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(w.ResponseWriter).Hijack()
	w.conn = conn
	return conn, buffers, err
}

// fail answers 500, or breaks off what has begun.
func (w *watchedWriter) fail() {
	switch {
	case w.conn != nil:
		w.conn.Close()
	case w.status != 0:
		panic(http.ErrAbortHandler)
	default:
		// They belong to the answer that was not given.
		w.Header().Del("Content-Length")
		w.Header().Del("Content-Encoding")
		refuse.New(http.StatusInternalServerError, "Internal Server Error").Write(w)
	}
}
