package answer

import (
	"bytes"
	"context"
	stdjson "encoding/json"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"trainmock/stream/turn"
)

// Encode returns a value as JSON, in which < and > stay as they are. Within a turn it pauses for the ticks every few
// kilobytes.
func Encode(ctx context.Context, v any) ([]byte, error) {
	if turn.IsTaken(ctx) {
		return encodeInTurn(ctx, v)
	}
	var text bytes.Buffer
	e := stdjson.NewEncoder(&text)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return text.Bytes(), err
}

// asEncodingJSON makes the other encoder write what encoding/json does. That one takes longer for a short answer. But it
// writes while it goes on, so that a long answer can pause.
var asEncodingJSON = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsontext.EscapeForHTML(false))

// encodeInTurn does the same for an answer that has a turn.
func encodeInTurn(ctx context.Context, v any) ([]byte, error) {
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
