package deliver

import "time"

// Transport writes bytes to one connection as they are. Any goroutine may call Abort; the other methods are called by
// one goroutine at a time.
type Transport interface {
	// Offer writes as much of p as the connection takes without waiting, and returns that number of bytes. It does not
	// keep p, which is not empty.
	Offer(p []byte) (n int, err error)
	// Send writes all of p. It fails at the deadline, unless it can tell that the client reads as fast as that asks for.
	Send(p []byte, deadline time.Time) error
	// HangUp ends the connection after the bytes written so far.
	HangUp()
	// Abort breaks the connection off at once.
	Abort()
}
