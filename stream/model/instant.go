package model

import "time"

// Reach is the largest distance from its start, in both directions, at which a world answers: ten years.
const Reach = 10 * 365 * 24 * time.Hour

// StampFormat is the layout of instants on the wire: RFC 3339 with microseconds and an explicit offset.
const StampFormat = "2006-01-02T15:04:05.000000-07:00"

// Stamp formats an instant in UTC by StampFormat. For RFC 3339 without a fraction package time has a shortcut, of which
// Stamp makes use: every event and every point of a history has a stamp.
func Stamp(t time.Time) string {
	t = t.UTC()
	var text [len(StampFormat) + len(utc)]byte
	b := t.AppendFormat(text[:0], time.RFC3339)
	b = append(b[:len(b)-len("Z")], ".000000"...)
	for i, micros := len(b)-1, t.Nanosecond()/1000; micros > 0; i, micros = i-1, micros/10 {
		b[i] += byte(micros % 10)
	}
	return string(append(b, utc...))
}

// utc is the offset of UTC in StampFormat.
const utc = "+00:00"
