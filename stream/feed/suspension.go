package feed

import "time"

// suspendedAfter is the lateness of a tick from which the subscribers are not to blame for being behind. Below it a
// busy processor is the likelier cause, and the ring covers it.
const suspendedAfter = time.Second

// Suspension is the last time span in which no tick was published although there were subscribers: the process was
// stopped, the machine slept, or no processor was free. The zero value is none.
type Suspension struct {
	// Held is the oldest tick that the ring held before, From the newest one, and End the one after the ticks that were
	// due when the suspension ended. All of them were published at once.
	Held, From, End int64
}

// Lost reports whether a subscriber that stood at a tick lost it by the suspension, not by being slow.
func (s Suspension) Lost(tick int64) bool { return s.Held <= tick && tick < s.End }

// TooLong reports whether more ticks were due than the ring holds.
func (s Suspension) TooLong() bool { return s.End-1-s.From > ringTicks }

// Outdates reports whether a tick could be resumed from until the suspension, when the newest reach ticks could.
func (s Suspension) Outdates(tick, reach int64) bool {
	return s != Suspension{} && s.From-reach <= tick && tick < s.End
}

// Suspension returns the last suspension.
func (f *Feed) Suspension() Suspension {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.suspension
}

// noteLateness begins a suspension if subscribers have waited too long for the ticks up to due. One that begins while
// subscribers may still be catching up after the last one continues it. The caller holds the lock.
func (f *Feed) noteLateness(due int64, c Clock, wall time.Time) {
	if f.watched && wall.Sub(c.Due(f.ring.newest+1)) >= suspendedAfter {
		if f.suspension == (Suspension{}) || f.suspension.End <= f.ring.oldest {
			f.suspension = Suspension{Held: f.ring.oldest, From: f.ring.newest}
		}
		f.suspension.End = due + 1
	}
}
