package answer

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"trainmock/stream/turn"
)

// Encode returns a value as JSON, in which < and > stay as they are. Within a turn it pauses for the ticks every few
// kilobytes.
func Encode(ctx context.Context, v any) ([]byte, error) {
	var text bytes.Buffer
	err := encode(ctx, &text, v)
	return text.Bytes(), err
}

// encode appends what Encode returns to a text.
func encode(ctx context.Context, text *bytes.Buffer, v any) error {
	if turn.IsTaken(ctx) {
		err := json.MarshalWrite(&pausing{text, ctx}, v, asEncodingJSON)
		text.WriteByte('\n')
		return err
	}
	e := stdjson.NewEncoder(text)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// asEncodingJSON makes the other encoder write what encoding/json does. It takes longer for a short answer. But it
// writes while it goes on, so that a long answer can pause.
var asEncodingJSON = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// pausing collects a text, and pauses for the ticks.
type pausing struct {
	*bytes.Buffer
	ctx context.Context
}

func (p *pausing) Write(b []byte) (int, error) {
	turn.Pause(p.ctx)
	return p.Buffer.Write(b)
}

// texts are buffers for the texts of answers. Those of more than maxText bytes are not kept.
var texts = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const maxText = 256 << 10

// keep gives a buffer back to texts.
func keep(text *bytes.Buffer) {
	if text.Cap() <= maxText {
		text.Reset()
		texts.Put(text)
	}
}
