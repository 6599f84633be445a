package answer

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"trainmock/stream/ask"
	"trainmock/stream/refuse"
)

// Handler answers a request with a body of type O. Its input is a struct with strings tagged path or query, a Body, or
// such a struct with a Body embedded.
// Its errors are of type *refuse.Refusal; others become a 500. An expensive answer needs a turn, see turn.Take.
type Handler[I, O any] func(ctx context.Context, input *I) (O, error)

// reader is an input that reads the body of a request: a Body, or what embeds one.
type reader interface {
	readInTurn(ctx context.Context, r *http.Request, limit int64) error
}

// Created is an answer about something new. Its status is 201.
type Created interface {
	// SetHeader sets the header fields of the answer.
	SetHeader(h http.Header)
}

// createsNew reports whether answers of type O are about something new.
func createsNew[O any]() bool { return reflect.TypeFor[O]().Implements(reflect.TypeFor[Created]()) }

// statusOf returns the status of good answers of type O.
func statusOf[O any]() string {
	if createsNew[O]() {
		return strconv.Itoa(http.StatusCreated)
	}
	return strconv.Itoa(http.StatusOK)
}

// jsonType is a value that all answers share. Nothing changes the values of a header in place.
var jsonType = []string{"application/json"}

// serve returns the handler for net/http.
func (h Handler[I, O]) serve(g Group, takes []parameter) http.HandlerFunc {
	known, creates := queryNames(takes), createsNew[O]()
	if g.NowOnly {
		known = known.NowOnly()
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, err := g.contextOf(r)
		var query url.Values
		if err == nil {
			query, err = ask.Query(r)
		}
		if err == nil {
			err = known.CheckQuery(query)
		}
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		ctx, visit := g.Turns.Begin(ctx)
		defer visit.End()
		input := new(I)
		fill(reflect.ValueOf(input).Elem(), takes, r, query)
		if reads, ok := any(input).(reader); ok {
			if err := reads.readInTurn(ctx, r, cmp.Or(g.MaxBody, maxBody)); err != nil {
				refuse.Of(err).Write(w)
				return
			}
		}
		output, err := h(ctx, input)
		text := texts.Get().(*text)
		defer text.free()
		if err == nil {
			// To convert the answer itself to an interface would copy it.
			err = text.encode(ctx, &output)
		}
		visit.Finish(text.len())
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		w.Header()["Content-Type"] = jsonType
		if creates {
			// To convert any other answer to an interface would take memory for each.
			any(output).(Created).SetHeader(w.Header())
			w.WriteHeader(http.StatusCreated)
		}
		text.send(ctx, w)
	}
}
