package fault

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// replacement answers with a status in place of a route.
type replacement struct{ model.FaultStatus }

// ServeHTTP answers.
func (p replacement) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	code, header := int(p.Code), w.Header()
	header.Set("Cache-Control", "no-store")
	if p.Body != "" && mayHaveBody(code) {
		header.Set("Content-Type", contentType(p.Body))
	}
	if p.RetryAfter > 0 {
		header.Set("Retry-After", strconv.FormatInt(int64(p.RetryAfter), 10))
	}
	for name, value := range p.Headers {
		header.Set(name, value)
	}
	switch {
	case !mayHaveBody(code):
		w.WriteHeader(code)
	case p.Body != "":
		w.WriteHeader(code)
		// An error means that the client has left.
		_, _ = io.WriteString(w, p.Body)
	default:
		refusal := usualRefusal(code)
		refusal.RetryAfter = time.Duration(p.RetryAfter) * time.Second
		refusal.Write(w)
	}
}

// mayHaveBody reports whether an answer with a status, from 200 on, has a body (RFC 9110, section 6.4.1).
func mayHaveBody(code int) bool {
	return code != http.StatusNoContent && code != http.StatusNotModified
}

// contentType returns the type of a body: JSON or plain text.
func contentType(body string) string {
	if json.Valid([]byte(body)) {
		return "application/json"
	}
	return "text/plain; charset=utf-8"
}

// usualRefusal returns what the service answers with a status: a text, or for a 422 a list of mistakes.
func usualRefusal(code int) *refuse.Refusal {
	if code == http.StatusUnprocessableEntity {
		return refuse.InvalidAll([]refuse.Fault{{
			Loc: []string{"body", "parameters"}, Msg: "value is not a valid dict", Type: "type_error.dict",
		}})
	}
	return refuse.New(code, cmp.Or(http.StatusText(code), "Status "+strconv.Itoa(code)))
}
