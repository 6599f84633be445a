package answer

import (
	"bytes"
	"context"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
	fast "github.com/segmentio/encoding/json"

	"trainmock/stream/turn"
)

// Encode returns a value as JSON, in which < and > stay as they are. Long work pauses for the ticks every few
// kilobytes.
func Encode(ctx context.Context, v any) ([]byte, error) { return encode(ctx, nil, v) }

// encode appends what Encode returns to a text: the bytes of encoding/json, by encoders that do more (BenchmarkEncode).
// One takes a third of its time. The other writes while it goes on, so that a long answer can pause.
func encode(ctx context.Context, text []byte, v any) ([]byte, error) {
	if !turn.IsLong(ctx) {
		text, err := fast.Append(text, v, fast.SortMapKeys)
		return append(text, '\n'), err
	}
	to := pausing{bytes.NewBuffer(text), ctx}
	err := json.MarshalWrite(to, v, asEncodingJSON)
	return append(to.Bytes(), '\n'), err
}

// asEncodingJSON makes the encoder that can pause write what encoding/json does.
var asEncodingJSON = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// pausing collects a text, and pauses for the ticks.
type pausing struct {
	*bytes.Buffer
	ctx context.Context
}

func (p pausing) Write(b []byte) (int, error) {
	turn.Pause(p.ctx)
	return p.Buffer.Write(b)
}

// texts is room for the texts of answers. That of more than maxText bytes is not kept.
var texts = sync.Pool{New: func() any { return new([]byte) }}

const maxText = 256 << 10

// keep gives room back to texts.
func keep(text *[]byte) {
	if cap(*text) <= maxText {
		texts.Put(text)
	}
}
