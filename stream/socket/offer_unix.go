//go:build unix

package socket

import (
	"errors"
	"syscall"
)

// Offer writes once, without waiting; what the socket's buffer does not hold is left.
func (t *Socket) Offer(p []byte) (n int, err error) {
	if t.raw == nil || len(p) == 0 {
		return 0, nil
	}
	closed := t.raw.Write(func(descriptor uintptr) bool {
		n, err = syscall.Write(int(descriptor), p)
		return true
	})
	switch {
	case closed != nil:
		return 0, closed
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		return 0, nil
	}
	return max(n, 0), err
}

// Await returns when there is something to read, or nothing to be read any more. A goroutine that waits here instead of
// in its next Read has a stack of 2 KB instead of 4.
func (t *Socket) Await() {
	if t.raw == nil {
		return
	}
	// Whatever goes wrong, the next Read meets it, too.
	_ = t.raw.Read(func(descriptor uintptr) bool {
		_, _, err := syscall.Recvfrom(int(descriptor), make([]byte, 1), syscall.MSG_PEEK)
		return !errors.Is(err, syscall.EAGAIN)
	})
}
