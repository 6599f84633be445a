//go:build unix

package socket

import (
	"errors"
	"syscall"
)

// Offer writes once without waiting, and returns how many bytes fitted into the socket's buffer.
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

// Await returns when the next Read would not wait. A goroutine that waits here has a stack of 2 KB; in Read it would
// have 4 KB.
func (t *Socket) Await() {
	if t.raw == nil {
		return
	}
	// The next Read fails with the same error.
	_ = t.raw.Read(func(descriptor uintptr) bool {
		_, _, err := syscall.Recvfrom(int(descriptor), make([]byte, 1), syscall.MSG_PEEK)
		return !errors.Is(err, syscall.EAGAIN)
	})
}
