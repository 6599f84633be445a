package answer

import (
	"net/http"
	"reflect"
	"sync"
)

// exchange is the input and the output of a handler, and its answer as JSON. Later calls of the route use its memory
// again (BenchmarkAnswer).
type exchange[I, O any] struct {
	input  I
	output O
	text   text
	// answered is set once the answer has been sent.
	answered bool
}

// read reads the parameters and the body of the request of a call, of at most limit bytes, into the input. Errors are
// of type *refuse.Refusal.
func (e *exchange[I, O]) read(c *call, r *http.Request, takes []parameter, limit int64) error {
	fill(reflect.ValueOf(&e.input).Elem(), takes, r, c.query)
	if reads, ok := any(&e.input).(reader); ok {
		return reads.readInTurn(c, r, limit)
	}
	return nil
}

// end keeps an exchange that ended in an answer of at most maxText bytes for a later call, with its output if that is
// to be used again.
func (e *exchange[I, O]) end(exchanges *sync.Pool, reuses bool) {
	keep := e.answered && e.text.len() <= maxText
	e.text.long.Free()
	if !keep {
		return
	}
	kept := exchange[I, O]{text: text{short: e.text.short[:0]}}
	if reuses {
		kept.output = e.output
	}
	*e = kept
	exchanges.Put(e)
}
