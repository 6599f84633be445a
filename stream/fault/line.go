package fault

import (
	"maps"
	"slices"
	"sort"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
)

// Line is what a connection sends while faults concern it: the pieces of its stream go in, and come out broken and
// later. It holds the messages of one tick at most, unless its user adds more. One goroutine at a time may use it.
type Line struct {
	Connection
	rules *Rules
	// newest are the rules of the newest epoch, which end what holds the connection up.
	newest *Rules
	// joined is the newest tick of the epoch when the connection began. It gets that tick and those before it whole.
	joined int64
	// concerned are the rules that may strike.
	concerned []*Rule
	// queue holds what is to be sent, in order. dues are not later than those behind them.
	queue []output
	// latest is the due time of the newest output, and bytes about the memory of the queue.
	latest time.Time
	bytes  int
	// silence is the one that lasts, if any. next holds the wall time before which a rule begins no other one.
	silence *silence
	next    map[*tally]time.Time
	// own counts the messages for rules that count for each connection.
	own map[*tally]*own
	// at is the world's time, as the connection has heard last, with which faults end.
	at time.Time
	// slowing are the rules that slow down what is being written.
	slowing []hold
	// arrivals are the wall times at which ticks came.
	arrivals []arrival
	timer    *time.Timer
	// ended is set behind the last output.
	ended bool
}

// silence is a time in which nothing is sent.
type silence struct {
	rule *Rule
	// until is the wall time of its end, zero for none.
	until time.Time
}

// past reports whether the silence has ended by a wall time.
func (s *silence) past(wall time.Time) bool { return !s.until.IsZero() && !wall.Before(s.until) }

// own is what a connection counts for a rule.
type own struct{ seen, hits int64 }

// arrival is the wall time at which ticks up to one had come.
type arrival struct {
	tick int64
	wall time.Time
}

// maxArrivals limits the memory of wall times. Ticks from before count as due.
const maxArrivals = 1 << 14

// NewLine returns the line of a connection.
func NewLine(c Connection) *Line {
	if c.WakeLate == nil {
		c.WakeLate = c.Wake
	}
	return &Line{Connection: c, own: map[*tally]*own{}, next: map[*tally]time.Time{}}
}

// Follow makes the line follow the rules of the epoch that the connection shows; newest are those of the newest one.
// It reports whether any of them concerns the connection.
func (l *Line) Follow(rules, newest *Rules, joined int64) bool {
	if l.rules != nil && rules != nil && rules.epoch != l.rules.epoch {
		l.arrivals = nil
	}
	l.rules, l.newest, l.joined, l.concerned = rules, newest, joined, rules.Concern(&l.Connection)
	l.release()
	maps.DeleteFunc(l.own, func(t *tally, _ *own) bool { return !l.haveTally(t) })
	maps.DeleteFunc(l.next, func(t *tally, _ time.Time) bool { return !l.haveTally(t) })
	return len(l.concerned) > 0
}

// haveTally reports whether a tally is that of a rule of the epoch or of the connection.
func (l *Line) haveTally(t *tally) bool {
	return l.rules.haveTally(t) || slices.ContainsFunc(l.Own, func(r *Rule) bool { return r.tally == t })
}

// Time returns the world time of a tick of the epoch, zero if the line follows no rules.
func (l *Line) Time(tick int64) time.Time {
	if l.rules == nil {
		return time.Time{}
	}
	return l.rules.ticks.Time(tick)
}

// Busy reports whether the connection leaves the shared path: a rule strikes, or may yet, at the next tick of the
// stream, or something is held up.
func (l *Line) Busy(tick int64) bool {
	if l.Holding() {
		return true
	}
	at := l.Time(tick)
	for _, r := range l.concerned {
		if !r.over(tick, at) && !at.Before(r.begin) && !l.spent(r, tick) {
			return true
		}
	}
	return false
}

// Holding reports whether something is held up, or the connection has ended.
func (l *Line) Holding() bool { return len(l.queue) > 0 || l.silence != nil || l.ended }

// spent reports whether a rule will not strike any more from a tick on.
func (l *Line) spent(r *Rule, tick int64) bool {
	if l.countsOwn(r) {
		o := l.own[r.tally]
		return o != nil && r.spent(o.hits)
	}
	return r.isSpentFrom(tick)
}

// Holds reports whether a rule may hold the stream up, so that it lags without a fault of its client.
func (l *Line) Holds() bool {
	for _, r := range l.concerned {
		switch r.Kind.(type) {
		case model.Latency, model.Hang, model.Freeze:
			return true
		}
	}
	return false
}

// Arrive notes that ticks up to one have come, and what the world's time is: that of the newest tick of the newest
// epoch. A silence, and what is held up, ends with its rule.
func (l *Line) Arrive(newest int64, at, wall time.Time) {
	if n := len(l.arrivals); n == 0 || l.arrivals[n-1].tick < newest {
		if n == maxArrivals {
			l.arrivals = l.arrivals[:copy(l.arrivals, l.arrivals[n/2:])]
		}
		l.arrivals = append(l.arrivals, arrival{newest, wall})
	}
	if !at.Equal(l.at) {
		l.at = at
		l.release()
	}
	if s := l.silence; s != nil && (s.past(wall) || l.hasEnded(s.rule)) {
		l.silence = nil
	}
}

// hasEnded reports whether a rule has been removed, or is not in force at the world's time. One of the connection's own
// lasts.
func (l *Line) hasEnded(r *Rule) bool {
	if l.isOwn(r) {
		return false
	}
	now := l.newest.same(r.Placed)
	return now == nil || now.Removed || !now.inForce(l.at)
}

// Silent reports whether nothing is to be sent at present.
func (l *Line) Silent() bool { return l.silence != nil }

// Ready reports whether something can be sent now. waiting says whether the stream has anything.
func (l *Line) Ready(waiting bool, wall time.Time) bool {
	switch {
	case l.silence != nil && !l.silence.past(wall), l.ended && len(l.queue) == 0:
		return false
	case len(l.queue) > 0:
		return !l.queue[0].due.After(wall)
	}
	return waiting
}

// Next returns what is to be sent now, from the queue or the next piece of the stream, and reports whether there is
// anything. reset is set if the connection is to be broken off. If there is nothing, the line wakes the connection
// when something is due: at once if faults left nothing of a piece, so that replies and changes of the faults come in
// between.
func (l *Line) Next(wall time.Time, stream func() (deliver.Piece, bool)) (p deliver.Piece, reset, ok bool) {
	for l.silence == nil {
		if len(l.queue) > 0 {
			if l.queue[0].due.After(wall) {
				break
			}
			first := l.take()
			return first.Piece, first.reset, true
		}
		if l.ended {
			return p, false, false
		}
		piece, any := stream()
		if !any {
			return p, false, false
		}
		if l.Add(piece, wall); len(l.queue) == 0 && l.silence == nil {
			l.Wake()
			return p, false, false
		}
	}
	l.arm(wall)
	return p, false, false
}

// arm wakes the connection when something is due.
func (l *Line) arm(wall time.Time) {
	var due time.Time
	switch {
	case l.silence != nil:
		due = l.silence.until
	case len(l.queue) > 0:
		due = l.queue[0].due
	}
	if due.IsZero() {
		return
	}
	if l.timer == nil {
		l.timer = time.AfterFunc(due.Sub(wall), l.WakeLate)
		return
	}
	l.timer.Reset(due.Sub(wall))
}

// Stop releases the timer. The line must not be used any more.
func (l *Line) Stop() {
	if l.timer != nil {
		l.timer.Stop()
	}
}

// arrived returns the wall time at which the tick of a message came, or the present one if that is not known.
func (l *Line) arrived(m *message, wall time.Time) time.Time {
	if m.inWorld() {
		i := sort.Search(len(l.arrivals), func(i int) bool { return l.arrivals[i].tick >= m.tick })
		if i < len(l.arrivals) {
			return l.arrivals[i].wall
		}
	}
	return wall
}
