package fault

import (
	"time"

	"trainmock/stream/model"
)

// latency holds a message up.
func latency(l *Line, r *Rule, m *message, f *fate) bool {
	f.delay += Delay(r.Kind.(model.Latency), l.drawKey(r, m).OfText("delay"))
	return true
}

// bandwidth slows a message down.
func bandwidth(_ *Line, r *Rule, _ *message, f *fate) bool {
	pace := r.Kind.(model.Bandwidth).BytesPerSecond()
	if f.pace == 0 || pace < f.pace {
		f.pace = pace
	}
	return true
}

// freeze begins a silence, unless the last one of the rule began too recently. The message is sent behind it.
func freeze(l *Line, r *Rule, _ *message, _ *fate) bool {
	k, wall := r.Kind.(model.Freeze), time.Now()
	if wall.Before(l.next[r]) {
		return false
	}
	l.next[r] = wall.Add(k.Period())
	l.silent(r, wall.Add(k.For))
	return true
}

// hang begins a silence. A rule that strikes every message does so once on a connection.
func hang(l *Line, r *Rule, _ *message, _ *fate) bool {
	if _, done := l.next[r]; done && r.Share == nil && r.Nth == nil {
		return false
	}
	until := time.Time{}
	if k := r.Kind.(model.Hang); k.For > 0 {
		until = time.Now().Add(k.For)
	}
	l.next[r] = until
	l.silent(r, until)
	return true
}

// silent begins a silence up to a wall time, or without end if that is zero, unless a longer one lasts.
func (l *Line) silent(r *Rule, until time.Time) {
	if s := l.silence; s == nil || !s.until.IsZero() && (until.IsZero() || until.After(s.until)) {
		l.silence = &silence{r, until}
	}
}
