package nats

import (
	"slices"
	"time"
)

// offsetEntries is how many entries tell the offset of a clock. One alone may have been held up on its way, or may have
// waited for a process that stood still.
const offsetEntries = 5

// offsets holds how long after its time by the server's clock each of the last entries came, by this machine's clock.
// The zero value is ready.
type offsets []time.Duration

// note adds that of one more entry.
func (o *offsets) note(d time.Duration) {
	*o = append(*o, d)
	if over := len(*o) - offsetEntries; over > 0 {
		*o = slices.Delete(*o, 0, over)
	}
}

// least returns the offset with the shortest way in it, 0 if no entry has come.
func (o offsets) least() time.Duration {
	if len(o) == 0 {
		return 0
	}
	return slices.Min(o)
}
