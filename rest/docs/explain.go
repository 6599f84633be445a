package docs

import (
	"encoding/json"
	"net/http"
)

// Explain returns a handler of WebSockets that shows the 426 of next as a page to a person who opens its address in a
// browser. It passes every other request on as it is.
func Explain(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade") != "" || !PrefersHTML(r) {
			next(w, r)
			return
		}
		// Without an upgrade next can only refuse, and does not take the connection over.
		w.Header().Add("Vary", "Accept")
		refused := &keeper{header: w.Header(), status: http.StatusOK}
		next(refused, r)
		var body struct{ Detail string }
		if refused.status == http.StatusUpgradeRequired && json.Unmarshal(refused.body.Bytes(), &body) == nil {
			writeRefusal(w, r, refused.status, body.Detail+".", toStreams)
			return
		}
		w.WriteHeader(refused.status)
		w.Write(refused.body.Bytes())
	}
}
