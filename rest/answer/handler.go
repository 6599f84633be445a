package answer

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"

	"trainmock/stream/refuse"
)

// Handler answers a request with a body of type O. Its input is a struct with strings tagged path or query, or a Body.
// Its errors are of type *refuse.Refusal; others become a 500.
type Handler[I, O any] func(ctx context.Context, input *I) (O, error)

// serve returns the handler for net/http.
func (h Handler[I, O]) serve(takes []parameter) http.HandlerFunc {
	door := doorOf(takes)
	return func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if err := door.CheckQuery(query); err != nil {
			writeRefusal(w, err)
			return
		}
		input := new(I)
		fill(reflect.ValueOf(input).Elem(), takes, r, query)
		if body, ok := any(input).(*Body); ok {
			body.read(r)
		}
		output, err := h(r.Context(), input)
		if err != nil {
			writeRefusal(w, err)
			return
		}
		write(w, http.StatusOK, output)
	}
}

// writeRefusal answers with the refusal that err is.
func writeRefusal(w http.ResponseWriter, err error) {
	refused := refuse.Of(err)
	write(w, refused.Status, refused)
}

// write answers with JSON, in which < and > stay as they are.
func write(w http.ResponseWriter, status int, v any) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		refuse.Of(err).Write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text.Bytes())
}
