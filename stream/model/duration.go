package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
	// maxDays is the largest number of days that ParseDuration accepts. A time.Duration holds 106,751.
	maxDays = 100_000
)

// DurationPattern matches every duration that is not negative, and the empty text. It is a regular expression of Go and
// of JavaScript.
const DurationPattern = `^\+?` + unsignedDuration + `$`

// unsignedDuration matches a duration without a sign.
const unsignedDuration = `([0-9]+w)?([0-9]+d)?(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))*)`

// ParseDuration parses a duration as Go writes it, with w for weeks and d for days of 24 hours as optional first
// units: 90s, 1h30m, 2d12h, 1w.
func ParseDuration(text string) (time.Duration, error) {
	sign, rest := time.Duration(1), text
	if r, ok := strings.CutPrefix(rest, "-"); ok {
		sign, rest = -1, r
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	weeks, rest, ok := cutUnit(rest, "w", week)
	days, rest, alsoOK := cutUnit(rest, "d", day)
	whole := weeks + days
	if !ok || !alsoOK || whole > maxDays*day {
		return 0, notADuration(text)
	}
	if rest == "" && len(strings.TrimLeft(text, "+-")) > 0 {
		return sign * whole, nil
	}
	d, err := time.ParseDuration(rest)
	if err != nil || strings.HasPrefix(rest, "-") || strings.HasPrefix(rest, "+") || whole+d < whole {
		return 0, notADuration(text)
	}
	return sign * (whole + d), nil
}

// cutUnit reads a whole number of a unit at the beginning of a duration, and returns what follows. Without that unit
// it returns the text. ok is false if there is no such number in front of the unit.
func cutUnit(text, unit string, length time.Duration) (d time.Duration, rest string, ok bool) {
	number, after, found := strings.Cut(text, unit)
	if !found {
		return 0, text, true
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil || n > uint64(maxDays*day/length) {
		return 0, text, false
	}
	return time.Duration(n) * length, after, true
}

// notADuration returns the error for a text that is not a duration.
func notADuration(text string) error {
	return fmt.Errorf("%s is not a duration: use a number with a unit (ms, s, m, h, d, w), such as 90s, 5m or 1h30m",
		Quote(text))
}
