package deliver

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
	// Bytes are written first. If they have spare capacity, the pump may append to them.
	Bytes []byte
	// Shared follows Bytes. Other pumps write the same large slice, so it is neither copied nor appended to.
	Shared []byte
	// Pace is how many bytes a second are written of Bytes at most. Defaults to as many as the client takes.
	Pace int
	// Last is set if the connection ends after this piece.
	Last bool
}

// Reply returns the reply to a client's message. The goroutine that serves the pump calls it, unless it is a lane. The
// next reply is made when the client's socket has taken this one.
type Reply func() Piece
