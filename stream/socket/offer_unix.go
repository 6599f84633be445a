//go:build unix

package socket

import (
	"errors"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxParts is how many parts one system call takes: IOV_MAX of Linux, the BSDs and macOS.
const maxParts = 1024

// offer is the arguments and results of one write.
type offer struct {
	parts [][]byte
	n     int
	err   error
	// call is the method write. It is kept, because each new function value for syscall.RawConn is on the heap.
	call func(descriptor uintptr) (done bool)
}

// offers are kept for the next writes, so that a tick allocates nothing for a connection (TestOfferAllocates).
var offers = sync.Pool{New: func() any {
	o := &offer{}
	o.call = o.write
	return o
}}

// write writes once. It is always done, because it must not wait.
func (o *offer) write(descriptor uintptr) (done bool) {
	o.n, o.err = write(int(descriptor), o.parts)
	return true
}

// Offer writes once without waiting, and returns how many bytes fitted into the socket's buffer.
func (t *Socket) Offer(parts [][]byte) (n int, err error) {
	if t.raw == nil {
		return 0, nil
	}
	o := offers.Get().(*offer)
	o.parts = parts
	closed := t.raw.Write(o.call)
	n, err = o.n, o.err
	o.parts, o.n, o.err = nil, 0, nil
	offers.Put(o)
	switch {
	case closed != nil:
		return 0, closed
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		return 0, nil
	}
	return max(n, 0), err
}

// write writes once. For a single part it takes the call that allocates nothing.
func write(descriptor int, parts [][]byte) (n int, err error) {
	if len(parts) == 1 {
		return syscall.Write(descriptor, parts[0])
	}
	return unix.SendmsgBuffers(descriptor, parts[:min(len(parts), maxParts)], nil, nil, 0)
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
