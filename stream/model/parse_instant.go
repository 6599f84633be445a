package model

import (
	"fmt"
	"strings"
	"time"
)

// ParseInstant reads an instant: RFC 3339, or relative to now with a sign, such as -5m. A space counts
// as a plus sign, because decoding a query turns one into the other. The result is cut to microseconds.
func ParseInstant(text string, now time.Time) (time.Time, error) {
	plain := strings.ReplaceAll(text, " ", "+")
	if strings.HasPrefix(plain, "-") || strings.HasPrefix(plain, "+") {
		if d, err := ParseDuration(plain); err == nil {
			return now.Add(d).Truncate(time.Microsecond), nil
		}
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(plain))
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is not an instant: use RFC 3339, such as 2026-01-01T00:00:00+00:00, "+
			"or relative to now with a sign, such as -5m", Quote(text))
	}
	return t.Truncate(time.Microsecond), nil
}
