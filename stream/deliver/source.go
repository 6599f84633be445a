package deliver

// Source gives a pump what it writes, in steps that are numbered. One goroutine at a time calls it.
type Source interface {
	// Step returns the number of the next step.
	Step() int64
	// Next returns what is due now, of the steps before end. It reports whether there was anything to do, also where
	// that left nothing to write.
	Next(end int64) (Piece, bool)
	// Behind reports whether the next step is due.
	Behind() bool
	// Slow reports whether the next step takes so long that a lane must not wait for it.
	Slow() bool
	// Bye returns the last that is written when the group closes.
	Bye() []byte
}

// Piece is what a pump writes next.
type Piece struct {
	// Bytes belong to the pump if they have room behind them.
	Bytes []byte
	// Shared follows Bytes. It is large, and others write it, too: it is not copied.
	Shared []byte
	// Last is set where the connection ends behind them.
	Last bool
}

// Reply makes the reply to something that the client said.
type Reply func() Piece
