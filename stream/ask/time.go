package ask

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxDays is as many days as a duration holds.
const maxDays = 100_000

// Duration reads a duration as Go writes it, with d for days of 24 hours as its first unit: 90s, 1h30m, 2d12h.
func Duration(text string) (time.Duration, error) {
	sign, rest := time.Duration(1), text
	if r, ok := strings.CutPrefix(rest, "-"); ok {
		sign, rest = -1, r
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	days := time.Duration(0)
	if number, after, ok := strings.Cut(rest, "d"); ok {
		n, err := strconv.ParseUint(number, 10, 32)
		if err != nil || n > maxDays {
			return 0, notADuration(text)
		}
		days, rest = time.Duration(n)*24*time.Hour, after
		if rest == "" {
			return sign * days, nil
		}
	}
	d, err := time.ParseDuration(rest)
	if err != nil || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") || days+d < days {
		return 0, notADuration(text)
	}
	return sign * (days + d), nil
}

func notADuration(text string) error {
	return fmt.Errorf("%s is not a duration: use a number with a unit (ms, s, m, h, d), such as 90s, 5m or 1h30m", Quote(text))
}

// Instant reads an instant: RFC 3339, or relative to now with a sign, such as -5m. A space is read as the plus sign
// that it was before the query was decoded. The result is cut to microseconds.
func Instant(text string, now time.Time) (time.Time, error) {
	plain := strings.ReplaceAll(text, " ", "+")
	if strings.HasPrefix(plain, "-") || strings.HasPrefix(plain, "+") {
		if d, err := Duration(plain); err == nil {
			return now.Add(d).Truncate(time.Microsecond), nil
		}
	}
	t, err := time.Parse(time.RFC3339, strings.ToUpper(plain))
	if err != nil {
		return time.Time{}, fmt.Errorf("%s is not an instant: use RFC 3339, such as 2026-01-01T00:00:00+00:00, or relative to now with a sign, such as -5m", Quote(text))
	}
	return t.Truncate(time.Microsecond), nil
}

// Quote shows a value in a message: in quotes, and not at any length.
func Quote(text string) string {
	const most = 60
	if len(text) > most {
		return strconv.Quote(strings.ToValidUTF8(text[:most], "")) + "…"
	}
	return strconv.Quote(text)
}
