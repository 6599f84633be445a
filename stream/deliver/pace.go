package deliver

import "time"

// chunksPerSecond is how often a second bytes of a paced piece are written.
const chunksPerSecond = 10

// Chunk returns the size of a chunk at a pace, which is in bytes per second; 0 is unlimited.
func Chunk(pace int) int {
	if pace == 0 {
		return chunkBytes
	}
	return min(max(pace/chunksPerSecond, 1), chunkBytes)
}

// Throttle waits after a chunk of some length for as long as a pace demands. It reports whether that time has passed:
// it has not if closing was closed before.
func Throttle(pace, length int, closing <-chan struct{}) bool {
	if pace == 0 {
		return true
	}
	pause := time.NewTimer(time.Duration(length) * time.Second / time.Duration(pace))
	defer pause.Stop()
	select {
	case <-pause.C:
		return true
	case <-closing:
		return false
	}
}
