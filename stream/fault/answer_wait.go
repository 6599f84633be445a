package fault

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"time"
)

const (
	// maxRequestBody is how many bytes of a request's body are kept while its answer waits, as many as routes read.
	maxRequestBody = 1 << 20
	// lookEvery is the wall time after which a waiting answer looks whether the faults that hold it up are over.
	lookEvery = time.Second
)

// answerHold is the wall time for which a rule holds an answer up.
type answerHold struct {
	rule *Rule
	// length is 0 for good.
	length time.Duration
}

// wait returns the request when its answer may begin, with its body read. A request whose body does not come whole
// waits no longer: its route refuses it, unless the client has left.
func (a *Answer) wait(w http.ResponseWriter, r *http.Request, in World) *http.Request {
	r, whole := withBody(r)
	if !whole {
		if r.Context().Err() != nil {
			panic(http.ErrAbortHandler)
		}
		return r
	}
	limits := http.NewResponseController(w)
	// Errors mean that there is no connection, as in a test.
	_ = limits.SetReadDeadline(time.Time{})
	_ = limits.SetWriteDeadline(time.Time{})
	for begun, waits := time.Now(), true; waits; {
		rules := in.FaultRules()
		a.release(rules, in.Time())
		waits = a.waitOnce(r, begun, rules.whenReplaced(), in.Closing())
	}
	if server, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && server.WriteTimeout > 0 {
		_ = limits.SetWriteDeadline(time.Now().Add(server.WriteTimeout))
	}
	return r
}

// withBody returns the request with its body in memory, and whether that came whole. net/http sees that a client has
// left only behind the body of its request. Of a longer body than routes read, only so much is kept that they refuse
// it.
func withBody(r *http.Request) (*http.Request, bool) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, true
	}
	kept, err := io.ReadAll(io.LimitReader(r.Body, maxRequestBody+1))
	if err == nil {
		_, err = io.Copy(io.Discard, r.Body)
	}
	var body io.Reader = bytes.NewReader(kept)
	if err != nil {
		body = io.MultiReader(body, failed{err})
	}
	r = r.WithContext(r.Context())
	r.Body = io.NopCloser(body)
	return r, err == nil
}

// failed is a reader that fails.
type failed struct{ err error }

// Read returns the error.
func (f failed) Read([]byte) (int, error) { return 0, f.err }

// waitOnce waits until the answer may begin, or until it is time to look at the faults again: then it returns true.
func (a *Answer) waitOnce(r *http.Request, begun time.Time, replaced, closing <-chan struct{}) bool {
	rest, ends := lookEvery, slices.ContainsFunc(a.holds, func(h answerHold) bool { return !h.rule.end.IsZero() })
	endless := a.isEndless()
	if left := time.Until(begun.Add(a.length())); !endless && (!ends || left < rest) {
		rest, ends = left, false
	}
	var over <-chan time.Time
	if ends || !endless {
		timer := time.NewTimer(rest)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return ends
	case <-replaced:
		return true
	case <-r.Context().Done():
	case <-closing:
	}
	panic(http.ErrAbortHandler)
}

// isEndless reports whether a rule holds the answer up for good.
func (a *Answer) isEndless() bool {
	return slices.ContainsFunc(a.holds, func(h answerHold) bool { return h.length == 0 })
}

// length returns for how long the answer is held up, unless that is for good.
func (a *Answer) length() (total time.Duration) {
	for _, h := range a.holds {
		total += h.length
	}
	return total
}

// pace returns that of the body in bytes a second, 0 for any.
func (a *Answer) pace() int {
	if len(a.slows) == 0 {
		return 0
	}
	return paceOf(a.slows[len(a.slows)-1])
}

// release lets go of what is held up or slowed down by faults of the world that are over at its time, or not among its
// present ones.
func (a *Answer) release(present *Rules, now time.Time) {
	gone := func(r *Rule) bool {
		if !r.ofWorld() {
			return false
		}
		rule := present.same(r.Placed)
		return rule == nil || rule.Removed || rule.over(rule.Until, now)
	}
	a.holds = slices.DeleteFunc(a.holds, func(h answerHold) bool { return gone(h.rule) })
	a.slows = slices.DeleteFunc(a.slows, gone)
}
