package model

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"trainmock/stream/pattern"
)

// unixPattern matches Unix time: 9 to 11 digits are seconds (1973 to 5138), 12 to 14 are milliseconds. Shorter numbers
// are more likely years, or compact dates such as 20260101.
var unixPattern = pattern.Lazy(`^([0-9]{9,14})(?:\.([0-9]{1,18}))?$`)

// InstantPattern matches every instant that ParseInstant reads, and the empty text. It is a regular expression of Go
// and of JavaScript.
const InstantPattern = `^(([Nn][Oo][Ww])?([-+ ]` + unsignedDuration + `)?|[0-9]{9,14}(\.[0-9]{1,18})?|` +
	`[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?([Zz]|[-+ ][0-9]{2}:[0-9]{2})?)?)$`

// secondsDigits is the largest number of digits of Unix seconds.
const secondsDigits = 11

// calendarLayouts lists the forms of a date and time, behind the replacement of blanks. Those without an offset are in
// UTC. time.Parse reads a fraction behind the seconds of any of them.
var calendarLayouts = []string{
	time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", time.DateOnly,
}

// ParseInstant reads an instant:
//   - RFC 3339, also without an offset (UTC), without seconds, or the date alone
//   - Unix seconds or milliseconds, with or without a fraction
//   - now, and a duration before or after it: now-5m, -5m, +1h30m
//
// A blank may stand between date and time. Elsewhere it counts as a plus sign, because decoding a query turns one into
// the other. The result is cut to microseconds, and its year has four digits unless it is relative.
func ParseInstant(text string, now time.Time) (time.Time, error) {
	if t, ok := parseRelative(text, now); ok {
		return t.Truncate(time.Microsecond), nil
	}
	if t, ok := parseUnix(text); ok {
		return t.Truncate(time.Microsecond), nil
	}
	if t, ok := parseCalendar(text); ok {
		return t.Truncate(time.Microsecond), nil
	}
	return time.Time{}, fmt.Errorf("%s is not an instant: use RFC 3339, such as 2026-01-01T00:00:00+00:00 (or less of "+
		"it, in UTC), Unix seconds or milliseconds, or a time from now, such as -5m", Quote(text))
}

// parseRelative reads now, or a duration with a sign that counts from it.
func parseRelative(text string, now time.Time) (t time.Time, ok bool) {
	offset := strings.ReplaceAll(text, " ", "+")
	if word := len("now"); len(offset) >= word && strings.EqualFold(offset[:word], "now") {
		if offset = offset[word:]; offset == "" {
			return now, true
		}
	}
	if !strings.HasPrefix(offset, "-") && !strings.HasPrefix(offset, "+") {
		return t, false
	}
	d, err := ParseDuration(offset)
	return now.Add(d), err == nil
}

// parseUnix reads Unix seconds or milliseconds.
func parseUnix(text string) (t time.Time, ok bool) {
	parts := unixPattern().FindStringSubmatch(text)
	if parts == nil {
		return t, false
	}
	// The pattern admits only digits that fit.
	whole, _ := strconv.ParseInt(parts[1], 10, 64)
	fraction, _ := strconv.ParseInt((parts[2] + "000000000")[:9], 10, 64)
	if len(parts[1]) <= secondsDigits {
		return time.Unix(whole, fraction).UTC(), true
	}
	return time.UnixMilli(whole).Add(time.Duration(fraction / 1000)).UTC(), true
}

// parseCalendar reads a date, with or without a time of day and an offset.
func parseCalendar(text string) (t time.Time, ok bool) {
	plain := []byte(strings.ToUpper(text))
	if date := len(time.DateOnly); len(plain) > date && plain[date] == ' ' {
		plain[date] = 'T'
	}
	for _, layout := range calendarLayouts {
		if t, err := time.Parse(layout, strings.ReplaceAll(string(plain), " ", "+")); err == nil {
			return t, true
		}
	}
	return t, false
}
