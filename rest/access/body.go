package access

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"trainmock/rest/answer"
	"trainmock/stream/refuse"
)

const (
	// maxBody limits the body of a request, and maxFile that of a journal or of one with a
	// scenario, in bytes.
	maxBody = 64 << 10
	maxFile = 4 << 20
)

// fileTypes are the types of journals and scenarios, beside JSON.
var fileTypes = []string{"application/yaml", "application/x-ndjson"}

// checkType returns a 415 if a request that may change something does not say that its body is JSON, or a file where
// one is taken. Browsers send a form or plain text to other sites without asking first, but none of these types.
func checkType(r *http.Request) *refuse.Refusal {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodDelete:
		return nil
	}
	accepted := "Content-Type: application/json"
	if takesFile(r) {
		accepted += ", " + strings.Join(fileTypes, " or ")
	}
	if values := r.Header.Values("Content-Type"); len(values) == 1 {
		kind, _, err := mime.ParseMediaType(values[0])
		if err == nil && (kind == "application/json" || slices.Contains(fileTypes, kind) && takesFile(r)) {
			return nil
		}
	}
	return refuse.New(http.StatusUnsupportedMediaType,
		r.Method+" under /mock needs one header "+accepted+", also without a body")
}

// readBody reads the body of a request into memory, for the handler. It returns a 413 if the body is too large, a 408
// if it comes after the deadline that the server has set, and a 422 if it breaks off.
func readBody(r *http.Request) *refuse.Refusal {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	limit := int64(maxBody)
	if holdsFile(r) {
		limit = maxFile
	}
	text, err := answer.ReadBody(r, limit)
	if err != nil {
		return refuse.Of(err)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return nil
}
