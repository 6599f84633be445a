package deliver

import (
	"slices"
	"sync"
)

// joinBytes is the size at which fill stops adding pieces, and the most that is joined for one write: so few stay in
// the processor's cache.
const joinBytes = 64 << 10

// joinBuffers holds memory for parts that are joined, so that a tick allocates nothing for a connection
// (TestTickAllocates).
var joinBuffers = sync.Pool{New: func() any { return new([joinBytes]byte) }}

// pending is bytes that wait to be written. Others may write the same parts, so these are never changed.
type pending struct {
	parts [][]byte
	// written is how many bytes of the first part are written already, and length how many bytes are left.
	written, length int
}

// add appends the bytes of a piece. The list of parts is copied only if it is not the first.
func (q *pending) add(p Piece) {
	if len(q.parts) == 0 {
		q.parts = slices.Clip(p.Parts)
	} else {
		q.parts = append(q.parts, p.Parts...)
	}
	q.length += p.Len()
}

// chunk returns the next bytes, at most limit of them. Small parts are joined, in the memory of buffer if that is
// enough: a system call that takes a list of parts costs more than to copy them
// (BenchmarkDelivery/1000x50-1000filters), and over TLS each write is a record.
func (q *pending) chunk(limit int, buffer []byte) []byte {
	first := q.parts[0][q.written:]
	limit = min(limit, q.length)
	if len(first) >= min(limit, joinBytes) {
		return first[:min(len(first), limit)]
	}
	limit = min(limit, joinBytes)
	joined := append(slices.Grow(buffer[:0], limit), first...)
	for _, part := range q.parts[1:] {
		joined = append(joined, part[:min(len(part), limit-len(joined))]...)
		if len(joined) == limit {
			break
		}
	}
	return joined
}

// drop drops bytes that are written.
func (q *pending) drop(n int) {
	q.length -= n
	if q.length == 0 {
		*q = pending{}
		return
	}
	for q.written += n; q.written >= len(q.parts[0]); q.parts = q.parts[1:] {
		q.written -= len(q.parts[0])
	}
}
