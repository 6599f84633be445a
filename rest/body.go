package rest

import (
	"net/http"
	"time"
)

// bodyWait limits the time in which the body of a request has to arrive, whether the route reads it or not.
const bodyWait = 10 * time.Second

// limitBodies cuts off bodies that take longer than bodyWait. It sets a deadline for the body alone: a limit for the
// whole server would end streams, and answers that a client reads slowly.
//
// It also closes connections after chunked bodies. A chunked request with a Content-Length, which proxies may read in
// another way, must not be followed by others (RFC 9112, section 6.1), and net/http does not tell it from the rest.
func limitBodies(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		if r.ProtoMajor == 1 && len(r.TransferEncoding) > 0 {
			w.Header().Set("Connection", "close")
		}
		// net/http lifts the deadline at the end of the body. An error means that there is no connection, as in a test.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyWait))
		next.ServeHTTP(w, r)
	})
}
