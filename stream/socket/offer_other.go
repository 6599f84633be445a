//go:build !unix

package socket

// Offer sends nothing: here a write may always wait, so that each takes a goroutine.
func (t *Socket) Offer([]byte) (n int, err error) { return 0, nil }

// Await leaves the waiting to the next Read.
func (t *Socket) Await() {}
