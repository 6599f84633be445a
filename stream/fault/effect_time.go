package fault

import (
	"time"

	"trainmock/stream/model"
)

// latency holds a message up, unless the rule has ended since.
func latency(l *Line, r *Rule, m *message, f *fate) bool {
	if l.hasEnded(r) {
		return false
	}
	f.held = append(f.held, hold{rule: r, delay: Delay(r.Kind.(model.Latency), l.drawKey(r, m).OfText("delay"))})
	return true
}

// bandwidth slows a message down, unless the rule has ended since.
func bandwidth(l *Line, r *Rule, _ *message, f *fate) bool {
	if l.hasEnded(r) {
		return false
	}
	f.held = append(f.held, hold{rule: r, pace: r.Kind.(model.Bandwidth).BytesPerSecond()})
	return true
}

// freeze begins a silence, unless the last one of the rule began too recently, or the rule has ended since. The
// message is sent behind it.
func freeze(l *Line, r *Rule, _ *message, _ *fate) bool {
	k, wall := r.Kind.(model.Freeze), time.Now()
	if wall.Before(l.next[r.tally]) || l.hasEnded(r) {
		return false
	}
	l.next[r.tally] = wall.Add(k.Period())
	return l.silent(r, wall.Add(k.For))
}

// hang begins a silence, unless the rule has ended since. A rule that strikes every message does so once on a
// connection.
func hang(l *Line, r *Rule, _ *message, _ *fate) bool {
	if _, done := l.next[r.tally]; done && r.Share == nil && r.Nth == nil || l.hasEnded(r) {
		return false
	}
	until := time.Time{}
	if k := r.Kind.(model.Hang); k.For > 0 {
		until = time.Now().Add(k.For)
	}
	l.next[r.tally] = until
	return l.silent(r, until)
}

// silent begins a silence up to a wall time, or without end if that is zero, and reports whether it has: not if one of
// the same rule or a longer one lasts.
func (l *Line) silent(r *Rule, until time.Time) bool {
	s := l.silence
	if s != nil && (s.rule.tally == r.tally || s.until.IsZero() || !until.IsZero() && !until.After(s.until)) {
		return false
	}
	l.silence = &silence{r, until}
	return true
}
