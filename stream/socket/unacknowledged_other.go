//go:build !linux

package socket

// unacknowledged does not know the number of bytes here.
func (t *Socket) unacknowledged() (bytes int, ok bool) { return 0, false }
