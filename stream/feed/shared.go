package feed

import (
	"time"

	"trainmock/stream/model"
)

// What follows is for the feeds of a journal that several processes share: each change says at which tick it comes, and
// may be read here too late for that.

// lateCommand is the reason for a gap where a change was read too late.
const lateCommand = "late_command"

// Hold leaves the ticks that are due after a wall time unpublished, until Release. A change is known that comes then.
func (f *Feed) Hold(until time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	f.held = now.Add(until.Sub(now))
}

// Release ends what Hold began.
func (f *Feed) Release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = time.Time{}
}

// Turn goes on with the ticks of p, of which the newest one, or with an advance the newest ones, follow another one.
// The message about the change comes behind them; it may be nil. Turn fails with ErrOvertaken if a tick after that
// other one is published.
func (f *Feed) Turn(p Published, after int64, change *model.ClockChange) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil || f.ring.newest > after {
		return ErrOvertaken
	}
	f.timeline = p.At(time.Now(), f.slept()).timeline
	f.publish(p.newest)
	if change != nil {
		f.note(f.timeline.time(p.newest), *change)
	}
	return nil
}

// EndAt publishes the ticks up to one, and ends the epoch there as Succeed does. It reports whether no later one is
// published; else subscribers get a gap before the message about the change.
func (f *Feed) EndAt(tick int64, next *Feed, change model.ClockChange) (inTime bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if inTime = f.ring.newest <= tick; inTime {
		f.publish(tick)
	} else {
		f.lost = lateCommand
	}
	// This process may be late, and next then begins with later ticks, too. The message is the same everywhere.
	f.note(next.timeline.time(next.timeline[0].from), change)
	f.giveWay(next)
	return inTime
}

// Mend ends a feed that has published ticks without a change that comes behind tick after. Subscribers go on with the
// newest tick of next behind a gap.
func (f *Feed) Mend(next *Feed, after int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lost, f.wrong = lateCommand, after+1
	f.notes.addSilent()
	f.giveWay(next)
}

// Lost returns the reason for a gap between this feed and the next one, or "" if there is none.
func (f *Feed) Lost() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lost
}

// mended returns the feed in which the feed's epoch goes on, or has ended: another one if changes came too late again.
func (f *Feed) mended() *Feed {
	for {
		next := f.Next()
		if next == nil || next.World().Epoch != f.World().Epoch {
			return f
		}
		f = next
	}
}

// heard returns the number of messages about the clock that a subscriber need not get which begins at the newest tick:
// all but the one that ended the epoch, if it has ended.
func (f *Feed) heard() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.next != nil {
		return f.notes.count.Load() - 1
	}
	return f.notes.count.Load()
}

// Wrong returns the first tick that may be wrong because Mend was called.
func (f *Feed) Wrong() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.wrong
}

// giveWay lets subscribers go on with another feed. The caller holds the lock.
func (f *Feed) giveWay(next *Feed) {
	f.next = next
	// Its last subscribers hold what remains of the epoch, and soon leave it.
	f.ring.release()
	f.past.release()
}
