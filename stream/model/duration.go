package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxDays is the largest number of days that ParseDuration accepts. A time.Duration holds 106,751.
const maxDays = 100_000

// ParseDuration parses a duration as Go writes it, with d for days of 24 hours as an optional first unit: 90s, 1h30m,
// 2d12h.
func ParseDuration(text string) (time.Duration, error) {
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

// notADuration returns the error for a text that is not a duration.
func notADuration(text string) error {
	return fmt.Errorf("%s is not a duration: use a number with a unit (ms, s, m, h, d), such as 90s, 5m or 1h30m",
		Quote(text))
}
