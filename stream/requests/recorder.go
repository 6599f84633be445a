package requests

import "net/http"

// Recorder is a ResponseWriter whose request will be logged when its handler has returned.
type Recorder interface {
	// Connect logs the request now, as a connection that goes on.
	Connect(status int) Connection
	// Hold logs the request now, as one whose answer is held up.
	Hold()
	// Omit leaves the request out of the log.
	Omit()
	// Strike notes the names of the faults that struck.
	Strike(faults string)
}

// Begin logs the request of a ResponseWriter as a connection that goes on. It returns the zero value if that or one
// that it wraps is no Recorder.
func Begin(w http.ResponseWriter, status int) Connection {
	if r := recorderOf(w); r != nil {
		return r.Connect(status)
	}
	return Connection{}
}

// Hold logs the request of a ResponseWriter now, as one whose answer is held up.
func Hold(w http.ResponseWriter) {
	if r := recorderOf(w); r != nil {
		r.Hold()
	}
}

// Omit leaves the request of a ResponseWriter out of the log.
func Omit(w http.ResponseWriter) {
	if r := recorderOf(w); r != nil {
		r.Omit()
	}
}

// Strike notes the names of the faults that struck the request of a ResponseWriter.
func Strike(w http.ResponseWriter, faults string) {
	if r := recorderOf(w); r != nil {
		r.Strike(faults)
	}
}

// recorderOf returns the Recorder that a ResponseWriter is or wraps, or nil.
func recorderOf(w http.ResponseWriter) Recorder {
	for {
		switch t := w.(type) {
		case Recorder:
			return t
		case interface{ Unwrap() http.ResponseWriter }:
			w = t.Unwrap()
		default:
			return nil
		}
	}
}
