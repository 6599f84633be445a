package model

import "time"

// Reach is how far from its start, in both directions, a world can be asked.
const Reach = 10 * 365 * 24 * time.Hour

// StampFormat is how instants are written: RFC 3339 with microseconds and an explicit offset.
const StampFormat = "2006-01-02T15:04:05.000000-07:00"

// Stamp writes an instant in UTC.
func Stamp(t time.Time) string { return t.UTC().Format(StampFormat) }
