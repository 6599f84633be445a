package deliver

import "time"

// Transport carries bytes that are laid out already. Only Abort may be called by any goroutine.
type Transport interface {
	// Offer sends as much as goes without waiting, and returns how much that is.
	Offer(p []byte) (n int, err error)
	// Send sends all of p, or fails by the deadline.
	Send(p []byte, deadline time.Time) error
	// HangUp ends the connection behind what was sent.
	HangUp()
	// Abort breaks the connection off.
	Abort()
}
