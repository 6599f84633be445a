package answer

import (
	"context"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"trainmock/stream/turn"
)

// asEncodingJSON makes the encoder write what encoding/json does. It is used because it writes while it goes on, so
// that a long answer can pause.
var asEncodingJSON = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// Encode returns a value as JSON, in which < and > stay as they are. It pauses for the ticks every few kilobytes.
func Encode(ctx context.Context, v any) ([]byte, error) {
	text := pausing{ctx: ctx}
	err := json.MarshalWrite(&text, v, asEncodingJSON)
	return append(text.bytes, '\n'), err
}

// pausing collects bytes, and pauses for the ticks.
type pausing struct {
	ctx   context.Context
	bytes []byte
}

func (p *pausing) Write(b []byte) (int, error) {
	p.bytes = append(p.bytes, b...)
	turn.Pause(p.ctx)
	return len(b), nil
}
