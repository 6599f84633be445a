package session

import "time"

// wakeAt sets the timer to when a session that is used at a time can have been idle for long enough, unless it goes off
// before. The caller holds the lock.
func (b *Book) wakeAt(s *session, used time.Time) {
	due := used.Add(s.idle)
	switch {
	case s.idle == 0 || b.timer != nil && !due.Before(b.due):
		return
	case b.timer == nil:
		b.timer = time.AfterFunc(time.Until(due), b.expire)
	default:
		b.timer.Reset(time.Until(due))
	}
	b.due = due
}

// stopTimer stops the timer if there is one. The caller holds the lock.
func (b *Book) stopTimer() {
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
}

// expire ends the sessions that have been idle for long enough, and sets the timer to when others can have been. No use
// of a session sets the timer: here it shows whether it was used meanwhile.
func (b *Book) expire() {
	for _, s := range b.takeIdle() {
		s.close()
		b.ending.Done()
	}
}

// takeIdle takes the sessions out of the book that have been idle for long enough, as drop does.
func (b *Book) takeIdle() (idle []*session) {
	b.mu.Lock()
	defer b.mu.Unlock()
	// Another call may have set one since this one's went off.
	b.stopTimer()
	if b.closed {
		return nil
	}
	now := time.Now()
	for _, s := range b.sessions {
		if s.hub == nil || s.idle == 0 {
			continue
		}
		gone, next := s.expire(now)
		if gone {
			b.drop(s)
			idle = append(idle, s)
			continue
		}
		b.wakeAt(s, next.Add(-s.idle))
	}
	return idle
}
