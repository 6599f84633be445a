package deliver

import "slices"

// Source supplies a pump with bytes, in numbered steps. One goroutine at a time calls it.
type Source interface {
	// Step returns the number of the next step.
	Step() int64
	// Next returns the next piece from the steps before end, and reports whether there was one. A piece without bytes
	// is a step that had nothing to write.
	Next(end int64) (Piece, bool)
	// Behind reports whether the next step is due.
	Behind() bool
	// Slow reports whether the next step takes too long for a lane to compute it.
	Slow() bool
	// Pace returns how many bytes a second of the rest of the newest piece are written at most, 0 for any number. It is
	// called while a piece with a pace is written.
	Pace() int
	// Bye returns the last bytes of the connection. They are written when the group closes.
	Bye() []byte
}

// Piece is the unit that a pump gets from its source.
type Piece struct {
	// Parts are the bytes, in slices that are written one after the other. Other pumps may write the same, so neither
	// the list nor the slices are changed. The list has no spare capacity, and no part is empty.
	Parts [][]byte
	// Pace is how many bytes a second are written at most. Defaults to as many as the client takes.
	Pace int
	// Last is set if the connection ends after this piece.
	Last bool
}

// Of returns a piece of those of some parts that are not empty.
func Of(parts ...[]byte) Piece {
	empty := func(part []byte) bool { return len(part) == 0 }
	if slices.ContainsFunc(parts, empty) {
		parts = slices.DeleteFunc(slices.Clone(parts), empty)
	}
	return Piece{Parts: slices.Clip(parts)}
}

// Last returns a piece of some parts with which the connection ends.
func Last(parts ...[]byte) Piece {
	p := Of(parts...)
	p.Last = true
	return p
}

// Len returns the number of bytes.
func (p Piece) Len() int {
	length := 0
	for _, part := range p.Parts {
		length += len(part)
	}
	return length
}

// Reply returns the reply to a client's message. The goroutine that serves the pump calls it, unless it is a lane. The
// next reply is made when the client's socket has taken this one.
type Reply func() Piece
