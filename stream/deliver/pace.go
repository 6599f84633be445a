package deliver

import "time"

// chunksPerSecond is how often a second bytes of a paced piece are written.
const chunksPerSecond = 10

// Chunk returns how many of the bytes are written at once.
func (p Piece) Chunk() int {
	if p.Pace == 0 {
		return min(len(p.Bytes), chunkBytes)
	}
	return min(len(p.Bytes), max(p.Pace/chunksPerSecond, 1), chunkBytes)
}

// Rest waits behind a chunk for as long as the pace demands. It reports whether that time has passed: it has not if
// closing was closed before.
func (p Piece) Rest(length int, closing <-chan struct{}) bool {
	if p.Pace == 0 {
		return true
	}
	pause := time.NewTimer(time.Duration(length) * time.Second / time.Duration(p.Pace))
	defer pause.Stop()
	select {
	case <-pause.C:
		return true
	case <-closing:
		return false
	}
}
