package fault

import (
	"net/http"
	"time"

	"trainmock/stream/socket"
)

// World is what an answer needs to know of its world while it waits.
type World interface {
	// FaultRules returns the present faults, nil if there are none.
	FaultRules() *Rules
	// Time returns the world's time, with which faults end.
	Time() time.Time
	// Closing returns a channel that is closed when the world ends.
	Closing() <-chan struct{}
}

// Serve answers a request as the faults leave the answer of next. It waits only until the client leaves or the world
// ends, and then breaks the connection off. It may panic with http.ErrAbortHandler, as net/http provides for.
func (a *Answer) Serve(w http.ResponseWriter, r *http.Request, next http.Handler, in World) {
	if a.Waits() {
		r = a.wait(w, r, in)
	}
	if a.resets {
		breakOff(w)
	}
	if a.status != nil {
		next = replacement{*a.status}
	}
	if !a.empty && !a.malformed && a.cut == nil && a.pace() == 0 {
		next.ServeHTTP(w, r)
		return
	}
	broken := &bodyWriter{ResponseWriter: w, answer: a, in: in}
	next.ServeHTTP(broken, r)
	broken.finish(r.ProtoMajor == 2)
}

// breakOff resets the connection: over HTTP/2, where requests share one, the stream. It does not return.
func breakOff(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		socket.New(conn).Reset()
	}
	panic(http.ErrAbortHandler)
}
