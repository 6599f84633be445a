package model

import "time"

// Reach is the largest distance from its start, in both directions, at which a world answers: ten years.
const Reach = 10 * 365 * 24 * time.Hour

// StampFormat is the layout of instants on the wire: RFC 3339 with microseconds and an explicit offset.
const StampFormat = "2006-01-02T15:04:05.000000-07:00"

// Stamp formats an instant in UTC.
func Stamp(t time.Time) string { return t.UTC().Format(StampFormat) }
