package answer

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	fast "github.com/segmentio/encoding/json"

	"trainmock/stream/turn"
)

// Encode returns a short value as JSON, in which < and > stay as they are: the bytes of encoding/json, by an encoder
// that takes a third of its time (BenchmarkEncode).
func Encode(v any) ([]byte, error) { return appendJSON(nil, v) }

func appendJSON(to []byte, v any) ([]byte, error) {
	to, err := fast.Append(to, v, fast.SortMapKeys)
	return append(to, '\n'), err
}

// text is an answer as JSON. That of work that IsLong is in long, any other in short.
type text struct {
	short []byte
	long  Pieces
}

// maxText is the length in bytes of a text up to which its memory is used again, and that of the value that it encodes.
const maxText = 256 << 10

// encode sets the text to a value. The encoder for long work writes while it goes on, and pauses for the ticks every
// few kilobytes.
func (t *text) encode(ctx context.Context, v any) (err error) {
	if !turn.IsLong(ctx) {
		t.short, err = appendJSON(t.short[:0], v)
		return err
	}
	to := pausing{&t.long, ctx}
	if err = json.MarshalWrite(to, v, asEncodingJSON); err == nil {
		_, err = to.Write([]byte{'\n'})
	}
	return err
}

// asEncodingJSON makes the encoder that can pause write what encoding/json does.
var asEncodingJSON = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// pausing collects a text, and pauses for the ticks.
type pausing struct {
	*Pieces
	ctx context.Context
}

func (p pausing) Write(b []byte) (int, error) {
	turn.Pause(p.ctx)
	return p.Pieces.Write(b)
}

// len returns the length of the text in bytes.
func (t *text) len() int { return len(t.short) + t.long.Len() }

// send writes the text to a client, who may have left.
func (t *text) send(ctx context.Context, w http.ResponseWriter) {
	if len(t.short) > 0 {
		if _, err := w.Write(t.short); err != nil {
			t.short = nil // As in Pieces.Send.
		}
		return
	}
	_ = t.long.Send(ctx, w)
}
