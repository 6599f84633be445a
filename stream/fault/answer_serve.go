package fault

import (
	"io"
	"net/http"
	"slices"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/socket"
)

// World is what an answer needs to know of its world while it waits.
type World interface {
	// FaultRules returns the present faults, nil if there are none.
	FaultRules() *Rules
	// Closing returns a channel that is closed when the world ends.
	Closing() <-chan struct{}
}

// Serve answers a request as the faults leave the answer of next. It waits only until the client leaves or the world
// ends, and then breaks the connection off. It may panic with http.ErrAbortHandler, as net/http provides for.
func (a *Answer) Serve(w http.ResponseWriter, r *http.Request, next http.Handler, in World) {
	if len(a.holds) > 0 || a.delay > 0 {
		a.wait(w, r, in)
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
	broken := &bodyWriter{ResponseWriter: w, answer: a, closing: in.Closing()}
	next.ServeHTTP(broken, r)
	broken.finish(r.ProtoMajor == 2)
}

// wait returns when the answer may begin.
func (a *Answer) wait(w http.ResponseWriter, r *http.Request, in World) {
	if a.isEndless() && r.Body != nil {
		// net/http sees that a client has left only behind the body of its request, which nothing else will read.
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
	limits := http.NewResponseController(w)
	// Errors mean that there is no connection, as in a test.
	_ = limits.SetReadDeadline(time.Time{})
	_ = limits.SetWriteDeadline(time.Time{})
	for begun, waits := time.Now(), true; waits; {
		rules := in.FaultRules()
		a.release(rules)
		waits = a.waitOnce(r, begun, rules.whenReplaced(), in.Closing())
	}
	if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && server.WriteTimeout > 0 {
		_ = limits.SetWriteDeadline(time.Now().Add(server.WriteTimeout))
	}
}

// waitOnce waits until the answer may begin, or until the faults are replaced: then it returns true.
func (a *Answer) waitOnce(r *http.Request, begun time.Time, replaced, closing <-chan struct{}) bool {
	var over <-chan time.Time
	if !a.isEndless() {
		timer := time.NewTimer(time.Until(begun.Add(a.length())))
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return false
	case <-replaced:
		return true
	case <-r.Context().Done():
	case <-closing:
	}
	panic(http.ErrAbortHandler)
}

// isEndless reports whether a rule holds the answer up for good.
func (a *Answer) isEndless() bool {
	return slices.ContainsFunc(a.holds, func(r *Rule) bool { return r.Kind.(model.Hang).For == 0 })
}

// length returns for how long the answer is held up, unless that is for good.
func (a *Answer) length() time.Duration {
	length := a.delay
	for _, r := range a.holds {
		length += r.Kind.(model.Hang).For
	}
	return length
}

// release lets go of what was held up by faults of the world that are not among its present ones.
func (a *Answer) release(present *Rules) {
	a.holds = slices.DeleteFunc(a.holds, func(r *Rule) bool { return r.ofWorld() && !present.have(r) })
}

// breakOff resets the connection: over HTTP/2, where requests share one, the stream. It does not return.
func breakOff(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		socket.New(conn).Reset()
	}
	panic(http.ErrAbortHandler)
}
