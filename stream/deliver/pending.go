package deliver

import "slices"

// joinBytes is the size at which fill stops adding pieces, and the most that is joined for one write that waits.
const joinBytes = 64 << 10

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

// chunk returns the next bytes, at most limit of them. Small parts are joined, because a write that waits takes one
// slice: over TLS it is one record.
func (q *pending) chunk(limit int) []byte {
	first := q.parts[0][q.written:]
	limit = min(limit, q.length)
	if len(first) >= min(limit, joinBytes) {
		return first[:min(len(first), limit)]
	}
	limit = min(limit, joinBytes)
	joined := append(make([]byte, 0, limit), first...)
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
