package answer

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"strconv"
	"sync"

	"trainmock/stream/ask"
	"trainmock/stream/refuse"
)

// Handler answers a request with a body of type O. Its input, which ends with the call, is a struct with strings tagged
// path or query, a Body, or such a struct with a Body embedded.
// Its errors are of type *refuse.Refusal; others become a 500. An expensive answer needs a turn, see turn.Take.
type Handler[I, O any] func(ctx context.Context, input *I) (O, error)

// Filler is a Handler that sets its output. That is zero, or the one of an earlier answer: a Filler sets all of it, and
// may use the memory of its lists again. It does not keep the output.
type Filler[I, O any] func(ctx context.Context, input *I, output *O) error

// fill is the Filler that replaces the output.
func (h Handler[I, O]) fill(ctx context.Context, input *I, output *O) (err error) {
	*output, err = h(ctx, input)
	return err
}

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

// countedBody is the length in bytes up to which net/http counts a body itself. It sends a longer one in chunks, whose
// end may need a write of its own, unless it is told the length.
const countedBody = 2 << 10

// serve returns the handler for net/http.
func (f Filler[I, O]) serve(g Group, takes []parameter, reuses bool) http.HandlerFunc {
	known := ask.NewKnownNames(ask.QueryExamples, namesInQuery(takes)...)
	creates, limit := createsNew[O](), cmp.Or(g.MaxBody, maxBody)
	if g.NowOnly {
		known = known.NowOnly()
	}
	exchanges := &sync.Pool{New: func() any { return new(exchange[I, O]) }}
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := newCall(g, r, known)
		defer c.End()
		e := exchanges.Get().(*exchange[I, O])
		defer e.end(exchanges, reuses)
		if err == nil {
			err = e.read(c, r, takes, limit)
		}
		if err == nil {
			err = f(c, &e.input, &e.output)
		}
		if err == nil {
			// To convert the answer itself to an interface would copy it.
			err = e.text.encode(c, &e.output)
		}
		c.Finish(e.text.len())
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		w.Header()["Content-Type"] = jsonType
		if e.text.len() > countedBody {
			w.Header()["Content-Length"] = []string{strconv.Itoa(e.text.len())}
		}
		if creates {
			// To convert any other answer to an interface would take memory for each.
			any(e.output).(Created).SetHeader(w.Header())
			w.WriteHeader(http.StatusCreated)
		}
		e.text.send(c, w)
		e.answered = true
	}
}
