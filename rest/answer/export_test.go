package answer

import (
	"context"
	"net/http/httptest"
)

// EncodeFor returns what a handler with a context answers with.
func EncodeFor(ctx context.Context, v any) (string, error) {
	t := new(text)
	err := t.encode(ctx, v)
	w := httptest.NewRecorder()
	t.send(ctx, w)
	return w.Body.String(), err
}
