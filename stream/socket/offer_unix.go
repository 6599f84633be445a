//go:build unix

package socket

import (
	"errors"
	"sync"
	"syscall"
)

// offer is the argument and the results of one write.
type offer struct {
	p   []byte
	n   int
	err error
	// call is the method write. It is kept, because each new function value for syscall.RawConn is on the heap.
	call func(descriptor uintptr) (done bool)
}

// offers are kept for the next writes, so that a tick allocates nothing for a connection (TestOfferAllocates).
var offers = sync.Pool{New: func() any {
	o := &offer{}
	o.call = o.write
	return o
}}

// write makes one system call. It is always done, because it must not wait.
func (o *offer) write(descriptor uintptr) (done bool) {
	o.n, o.err = syscall.Write(int(descriptor), o.p)
	return true
}

// Offer writes without waiting, and returns how many bytes it wrote: what fitted into the socket's buffer.
func (t *Socket) Offer(p []byte) (n int, err error) {
	if t.raw == nil {
		return 0, nil
	}
	o := offers.Get().(*offer)
	o.p = p
	closed := t.raw.Write(o.call)
	n, err = max(o.n, 0), o.err
	o.p, o.n, o.err = nil, 0, nil
	offers.Put(o)
	switch {
	case closed != nil:
		return 0, closed
	case errors.Is(err, syscall.EAGAIN), errors.Is(err, syscall.EINTR):
		return n, nil
	}
	return n, err
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
