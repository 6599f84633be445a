//go:build !unix

package socket

// Offer writes nothing, because on this system every write may wait.
func (t *Socket) Offer([]byte) (n int, err error) { return 0, nil }

// Await returns at once: the next Read does the waiting.
func (t *Socket) Await() {}
