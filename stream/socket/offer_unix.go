//go:build unix

package socket

import (
	"errors"
	"sync"
	"syscall"
)

// joinBytes is how many bytes of small parts are joined for one system call; so few stay in the processor's cache. A
// call that takes a list of parts costs more than to copy them: with as many filters as subscribers a fifth of all that
// a tick costs (BenchmarkDelivery/1000x50-1000filters).
const joinBytes = 64 << 10

// maxJoined is the number of bytes behind which Offer makes no further system call, although the client takes them as
// fast as they come: the caller has others to serve.
const maxJoined = 512 << 10

// offer is the arguments and results of one write.
type offer struct {
	// parts are left to write.
	parts [][]byte
	n     int
	err   error
	// joined is memory for parts that are joined.
	joined []byte
	// call is the method write. It is kept, because each new function value for syscall.RawConn is on the heap.
	call func(descriptor uintptr) (done bool)
}

// offers are kept for the next writes, so that a tick allocates nothing for a connection (TestOfferAllocates).
var offers = sync.Pool{New: func() any {
	o := &offer{}
	o.call = o.write
	return o
}}

// write writes until the socket's buffer is full, or maxJoined bytes are written. It is always done, because it must
// not wait.
func (o *offer) write(descriptor uintptr) (done bool) {
	for len(o.parts) > 0 && o.err == nil && o.n < maxJoined {
		chunk := o.next()
		var n int
		n, o.err = syscall.Write(int(descriptor), chunk)
		o.n += max(n, 0)
		if n < len(chunk) {
			break
		}
	}
	return true
}

// next returns the bytes for one system call, and drops their parts. They are valid until the next call of next.
func (o *offer) next() []byte {
	first := o.parts[0]
	if len(o.parts) == 1 || len(first)+len(o.parts[1]) > joinBytes {
		o.parts = o.parts[1:]
		return first
	}
	o.joined = o.joined[:0]
	for len(o.parts) > 0 && len(o.joined)+len(o.parts[0]) <= joinBytes {
		o.joined = append(o.joined, o.parts[0]...)
		o.parts = o.parts[1:]
	}
	return o.joined
}

// Offer writes without waiting, and returns how many bytes it wrote: what fitted into the socket's buffer, and was
// enough for one call.
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
