package answer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// maxBody limits the body of a request, in bytes.
const maxBody = 1 << 20

// workPerByte is the memory that a byte of a body stands for when it waits for its turn. With it a body of more than
// 4 KiB, such as a list of 300 addresses, waits.
const workPerByte = turn.Free / (4 << 10)

// Body holds the JSON of a request, whatever its Content-Type.
type Body struct {
	text    []byte
	failure error
}

// readInTurn reads the body of a request, and waits for the turn to work on it. It sets the bytes of the body aside
// before it reads, because a client may send them slowly. Errors are of type *refuse.Refusal or those of ctx.
func (b *Body) readInTurn(ctx context.Context, r *http.Request) error {
	size := r.ContentLength
	if size < 0 || size > maxBody {
		size = maxBody
	}
	if err := turn.Reserve(ctx, size); err != nil {
		return err
	}
	b.read(r)
	return turn.Take(ctx, int64(len(b.text))*workPerByte)
}

// read reads the body of a request: at most maxBody bytes and one more, which shows that it is too large.
func (b *Body) read(r *http.Request) {
	b.text, b.failure = io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch {
	case errors.Is(b.failure, os.ErrDeadlineExceeded):
		b.failure = refuse.New(http.StatusRequestTimeout, "Request Timeout: the body took too long to arrive")
	case b.failure != nil:
		b.failure = refuse.InvalidAll([]refuse.Fault{Fault("the body breaks off", "json")})
	case len(b.text) > maxBody:
		message := fmt.Sprintf("the body has more than %d bytes: send less", maxBody)
		tooLarge := refuse.InvalidAll([]refuse.Fault{Fault(message, "size")})
		tooLarge.Status = http.StatusRequestEntityTooLarge
		b.failure = tooLarge
	}
}

// Err returns the failure of reading the body, of type *refuse.Refusal, or nil.
func (b *Body) Err() error { return b.failure }

// IsEmpty reports whether the request has no body.
func (b *Body) IsEmpty() bool { return len(b.text) == 0 && b.failure == nil }

// Parse decodes the JSON, which may not be null. Errors are of type *refuse.Refusal and show the example.
func (b *Body) Parse(into any, example string) error {
	if b.failure != nil {
		return b.failure
	}
	if len(b.text) == 0 {
		return refuse.InvalidAll([]refuse.Fault{Fault("there is no body: send JSON, such as "+example, "missing")})
	}
	if err := ParsePart(b.text, into, example); err != nil {
		return err
	}
	if string(bytes.TrimSpace(b.text)) == "null" {
		return Unexpected("null", example)
	}
	return nil
}

// ParsePart decodes the JSON of one part of a body, at a path. Errors are of type *refuse.Refusal and show the example
// of the whole body.
func ParsePart(text []byte, into any, example string, path ...string) error {
	err := json.Unmarshal(text, into)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		if wrong.Field != "" {
			path = append(path, strings.Split(wrong.Field, ".")...)
		}
		return Unexpected("of type "+wrong.Value, example, path...)
	case err != nil:
		return Unexpected("broken ("+err.Error()+")", example, path...)
	}
	return nil
}

// Unexpected refuses the part of a body at a path.
func Unexpected(found, example string, path ...string) *refuse.Refusal {
	message := "the JSON here is " + found + ": send, for example, " + example
	return refuse.InvalidAll([]refuse.Fault{Fault(message, "json", path...)})
}

// Fault returns a fault of the part of a body at a path. Its type is value_error.kind.
func Fault(message, kind string, path ...string) refuse.Fault {
	return refuse.Fault{Loc: append([]string{"body"}, path...), Msg: message, Type: "value_error." + kind}
}
