package answer

import (
	"context"
	"sync"

	"trainmock/stream/output"
	"trainmock/stream/turn"
)

// Encode returns a value as JSON, in which < and > stay as they are. Within a turn it pauses for the ticks every few
// kilobytes.
func Encode(ctx context.Context, v any) ([]byte, error) { return encode(ctx, nil, v) }

// encode appends what Encode returns to a text.
func encode(ctx context.Context, text []byte, v any) ([]byte, error) {
	var pause func()
	if turn.IsTaken(ctx) {
		pause = func() { turn.Pause(ctx) }
	}
	text, err := output.Append(text, v, pause)
	return append(text, '\n'), err
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
