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
	"reflect"
	"strings"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

const (
	// maxBody limits the body of a request, in bytes, where the group of its route does not.
	maxBody = 1 << 20
	// MaxFile limits the body of a request that is a file, a journal or a scenario, in bytes.
	MaxFile = 4 << 20
)

// workPerByte is the memory that a byte of a body stands for when it waits for its turn. With it a body of more than
// 4 KiB, such as a list of 300 addresses, waits.
const workPerByte = turn.Free / (4 << 10)

// Body holds the JSON of a request, whatever its Content-Type.
type Body struct {
	text    []byte
	failure error
}

// readInTurn reads the body of a request, and waits for the turn to work on it. Errors are of type *refuse.Refusal or
// those of ctx.
func (b *Body) readInTurn(ctx context.Context, r *http.Request, limit int64) error {
	if err := reserve(ctx, r, limit); err != nil {
		return err
	}
	b.text, b.failure = readBody(r, limit)
	return turn.Take(ctx, int64(len(b.text))*workPerByte)
}

// ReadBody reads the body of a request, of at most limit bytes. It sets them aside in the visit of ctx before it reads,
// because a client may send them slowly. Errors are those of turn.Reserve or of type *refuse.Refusal: a 413 if the body
// is larger, a 408 if its deadline passes, and a 422 if it breaks off.
func ReadBody(ctx context.Context, r *http.Request, limit int64) ([]byte, error) {
	if err := reserve(ctx, r, limit); err != nil {
		return nil, err
	}
	return readBody(r, limit)
}

// reserve sets the bytes of a body aside, of at most limit.
func reserve(ctx context.Context, r *http.Request, limit int64) error {
	size := r.ContentLength
	if size < 0 || size > limit {
		size = limit
	}
	return turn.Reserve(ctx, size)
}

// readBody does what ReadBody does, without setting bytes aside. Errors are of type *refuse.Refusal.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	text, err := readAll(r, limit)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return text, refuse.New(http.StatusRequestTimeout, "Request Timeout: the body took too long to arrive")
	case err != nil:
		return text, refuse.InvalidAll([]refuse.Fault{Fault("the body breaks off", "json")})
	case int64(len(text)) > limit:
		message := fmt.Sprintf("the body has more than %d bytes: send less", limit)
		tooLarge := refuse.InvalidAll([]refuse.Fault{Fault(message, "size")})
		tooLarge.Status = http.StatusRequestEntityTooLarge
		return text, tooLarge
	}
	return text, nil
}

// readAll reads the body of a request, or limit+1 bytes of one that is too large. Where its length is known it takes
// memory once, as soon as some of it has come: a slice that grows takes five times as much in all.
func readAll(r *http.Request, limit int64) ([]byte, error) {
	const begin = 16 << 10
	size := int(max(0, min(r.ContentLength, limit)))
	text := bytes.NewBuffer(make([]byte, 0, min(size, begin)+bytes.MinRead))
	body := io.LimitReader(r.Body, limit+1)
	_, err := text.ReadFrom(io.LimitReader(body, begin))
	if err == nil && text.Len() == begin {
		text.Grow(max(0, size-begin) + bytes.MinRead)
		_, err = text.ReadFrom(body)
	}
	return text.Bytes(), err
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
	var broken *json.SyntaxError
	switch {
	case errors.As(err, &wrong):
		if wrong.Field != "" {
			path = append(path, strings.Split(wrong.Field, ".")...)
		}
		return Unexpected("of type "+wrong.Value+instead(wrong.Type), example, path...)
	case errors.As(err, &broken):
		return Unexpected("broken: "+around(text, broken), example, path...)
	case err != nil:
		return Unexpected("broken ("+err.Error()+")", example, path...)
	}
	return nil
}

// instead names what belongs in the place of a value that cannot be decoded into a type, if a few words can.
func instead(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return ", where a whole number belongs"
	case reflect.Uint64:
		return ", where a whole number from 0 belongs"
	case reflect.Float64:
		return ", where a number of at most 1.8e308 belongs"
	case reflect.String:
		return ", where a text in quotes belongs"
	case reflect.Bool:
		return ", where true or false belongs"
	}
	return ""
}

// around shows the place where a text is no JSON.
func around(text []byte, err *json.SyntaxError) string {
	const most = 20
	at := min(max(int(err.Offset)-1, 0), len(text)) // Offset counts the byte that is wrong.
	if err.Error() == "unexpected end of JSON input" {
		at = len(text)
	}
	before := model.Quote(strings.ToValidUTF8(string(text[max(0, at-most):at]), ""))
	if at == len(text) {
		return "it ends behind " + before
	}
	return "behind " + before + " comes " + model.Quote(strings.ToValidUTF8(string(text[at:min(len(text), at+most)]), ""))
}

// Unexpected refuses the part of a body at a path.
func Unexpected(found, example string, path ...string) *refuse.Refusal {
	message := "the JSON here is " + found + ": send, for example, " + example
	return refuse.InvalidAll([]refuse.Fault{Fault(message, "json", path...)})
}

// NameFaults returns the fault of the first misspelt key of an object at a path of a body, or none.
func NameFaults[V any](known ask.KnownNames, object map[string]V, path ...string) []refuse.Fault {
	name, fault := ask.FirstFault(known, object)
	if fault == "" {
		return nil
	}
	return []refuse.Fault{Fault(fault, "name", append(path, name)...)}
}

// Fault returns a fault of the part of a body at a path. Its type is value_error.kind.
func Fault(message, kind string, path ...string) refuse.Fault {
	return refuse.Fault{Loc: append([]string{"body"}, path...), Msg: message, Type: "value_error." + kind}
}
