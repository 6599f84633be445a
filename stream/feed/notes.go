package feed

import (
	"math"
	"sync/atomic"
	"time"

	"trainmock/stream/model"
)

// maxNotes is how many messages about the clock are kept for subscribers that are behind.
const maxNotes = 1024

// Note is a message about a change of the clock.
type Note struct {
	// after is the tick that it follows, and at its world time.
	after  int64
	at     time.Time
	change model.ClockChange
	// silent is set if there is no message: subscribers are to look for the next feed.
	silent bool
}

// notes are the newest messages. Count may be read without a lock.
type notes struct {
	list  []Note
	count atomic.Int64
}

// add appends a message.
func (n *notes) add(m Note) {
	if len(n.list) == maxNotes {
		n.list = append(n.list[:0:0], n.list[1:]...)
	}
	n.list = append(n.list, m)
	n.count.Add(1)
}

// addSilent appends news without a message, for subscribers at any tick.
func (n *notes) addSilent() { n.add(Note{after: math.MinInt64, silent: true}) }

// between returns the messages from one on that follow ticks before another, and the number of the first that does not.
func (n *notes) between(from, tick int64) (list []Note, next int64) {
	first := n.count.Load() - int64(len(n.list))
	next = max(from, first)
	for next < n.count.Load() && n.list[next-first].after < tick {
		list = append(list, n.list[next-first])
		next++
	}
	return list, next
}
