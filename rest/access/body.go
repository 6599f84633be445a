package access

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"trainmock/rest/answer"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// maxBody limits the body of a request that holds no file, in bytes. None of these has to wait for others.
const maxBody = turn.Free

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

// readBody reads the body of a request into memory, for the handler. Its errors are those of answer.ReadBody, and a 503
// if many others have large bodies.
func readBody(ctx context.Context, r *http.Request) *refuse.Refusal {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	limit := int64(maxBody)
	if holdsFile(r) {
		limit = answer.MaxFile
	}
	text, err := answer.ReadBody(ctx, r, limit)
	if err != nil {
		return refuse.Of(err)
	}
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
	return nil
}
