package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
)

// maxBody is the largest body that a request may have, in bytes.
const maxBody = 1 << 20

// withBody is a request with JSON, whatever its header says of it. It is read here rather than by huma, so that what is
// wrong is said in the service's shape.
type withBody struct {
	body    []byte
	failure error
}

// Resolve reads the body.
func (q *withBody) Resolve(ctx huma.Context) []error {
	q.body, q.failure = io.ReadAll(io.LimitReader(ctx.BodyReader(), maxBody+1))
	switch {
	case q.failure != nil:
		q.failure = ask.InvalidAll([]ask.Fault{fault("the body breaks off", "json")})
	case len(q.body) > maxBody:
		tooLarge := ask.InvalidAll([]ask.Fault{fault(fmt.Sprintf("the body has more than %d bytes: send less", maxBody), "size")})
		tooLarge.Status = http.StatusRequestEntityTooLarge
		q.failure = tooLarge
	}
	return nil
}

// parse reads the body's JSON. Errors are of type *ask.Refusal.
func (q *withBody) parse(into any, example string) error {
	if q.failure != nil {
		return q.failure
	}
	if len(q.body) == 0 {
		return ask.InvalidAll([]ask.Fault{fault("there is no body: send JSON, such as "+example, "missing")})
	}
	err := json.Unmarshal(q.body, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return expected("of type "+wrong.Value, example, strings.Split(wrong.Field, ".")...)
	case errors.As(err, &wrong):
		return expected("of type "+wrong.Value, example)
	case err != nil:
		return expected("broken ("+err.Error()+")", example)
	case string(bytes.TrimSpace(q.body)) == "null":
		return expected("null", example)
	}
	return nil
}

// expected refuses what a part of the body is.
func expected(found, example string, path ...string) error {
	return ask.InvalidAll([]ask.Fault{fault("the JSON here is "+found+": send, for example, "+example, "json", path...)})
}

// fault is one about a part of the body.
func fault(message, kind string, path ...string) ask.Fault {
	return ask.Fault{Loc: append([]string{"body"}, path...), Msg: message, Type: "value_error." + kind}
}
