package answer

import (
	"context"
	"io"
	"sync"

	"trainmock/stream/turn"
)

// piece is a part of a long text. To copy one takes some 10 µs.
type piece [64 << 10]byte

// pieces is room for the parts of long texts.
var pieces = sync.Pool{New: func() any { return new(piece) }}

// Pieces is a long text in pieces of one size. A slice that grows is copied as a whole, and a copy cannot be
// interrupted: the collector waits for its end, and a tick for the collector. The zero value is an empty text.
type Pieces struct {
	list   []*piece
	length int
}

// Write appends to the text. It never fails.
func (p *Pieces) Write(b []byte) (int, error) {
	for rest := b; len(rest) > 0; {
		used := p.length % len(piece{})
		if used == 0 {
			p.list = append(p.list, pieces.Get().(*piece))
		}
		n := copy(p.list[len(p.list)-1][used:], rest)
		p.length += n
		rest = rest[n:]
	}
	return len(b), nil
}

// Len returns the length of the text in bytes.
func (p *Pieces) Len() int { return p.length }

// Send writes the text to a client. The ticks go first before each piece. It fails as w does. Then the pieces are not
// used again: HTTP/2 may still be reading the one that it was given.
func (p *Pieces) Send(ctx context.Context, w io.Writer) error {
	rest := p.length
	for _, part := range p.list {
		turn.LetTicks(ctx)
		n := min(rest, len(part))
		if _, err := w.Write(part[:n]); err != nil {
			*p = Pieces{}
			return err
		}
		rest -= n
	}
	return nil
}

// Free gives the pieces back. The text is empty then.
func (p *Pieces) Free() {
	for _, part := range p.list {
		pieces.Put(part)
	}
	*p = Pieces{}
}
