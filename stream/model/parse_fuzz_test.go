package model_test

import (
	"regexp"
	"testing"
	"time"

	"trainmock/stream/model"
)

// The patterns that describe what is accepted.
var (
	durations = regexp.MustCompile(model.DurationPattern)
	instants  = regexp.MustCompile(model.InstantPattern)
	ids       = regexp.MustCompile(model.IDPattern)
)

func FuzzID(f *testing.F) {
	for _, text := range []string{"task_123", "", ".", "..", "...", ".x", "..x", "a b", "任务/1", "\x00", "a\n", "\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if model.ValidID(text) && !ids.MatchString(text) {
			t.Errorf("%q is valid, and IDPattern does not match it", text)
		}
		if (text == "" || text == "." || text == "..") && ids.MatchString(text) {
			t.Errorf("IDPattern matches %q, which is no id", text)
		}
	})
}

func FuzzDuration(f *testing.F) {
	for _, text := range []string{
		"", "90s", "1h30m", "-2d12h", "+1d", "65535d", "65535d2562047h47m", "1d-1h", "-1w", "14285w5d23h",
		"9223372036854775807ns", "5 m", "\xff",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := model.ParseDuration(text)
		if err != nil {
			checkMessage(t, err, "1h30m")
			return
		}
		if again, err := model.ParseDuration(d.String()); err != nil || again != d {
			t.Errorf("%q is %v, which reads as %v, %v", text, d, again, err)
		}
		if text[0] != '-' && !durations.MatchString(text) {
			t.Errorf("%q is %v, and DurationPattern does not match it", text, d)
		}
		if text[0] != '-' && d < 0 {
			t.Errorf("%q is %v", text, d)
		}
	})
}

func FuzzInstant(f *testing.F) {
	for _, text := range []string{"", "-5m", "+1h30m", " 2d", "2026-01-01T00:00:00Z",
		"2026-01-01T08:00:00.123456789 08:00", "0000-01-01T00:00:00-23:59", "9999-12-31T23:59:59.999999999Z",
		"yesterday-ish", "now", "now-5m", "now 1w", "1767225600", "1767225600.25", "1767225600250", "99999999999999.9",
		"2026-01-01", "2026-01-01 00:00", "2026-01-01T00:00:00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := model.ParseInstant(text, now)
		if err != nil {
			checkMessage(t, err, "2026-01-01T00:00:00+00:00")
			return
		}
		if !instants.MatchString(text) {
			t.Errorf("%q is %v, and InstantPattern does not match it", text, at)
		}
		if year := at.Year(); year < 0 || year > 9999 {
			t.Errorf("%q is in the year %d", text, year)
		}
		if !at.Equal(at.Truncate(time.Microsecond)) {
			t.Errorf("%q is %v, not whole microseconds", text, at)
		}
		if again, err := model.ParseInstant(at.Format(time.RFC3339Nano), now); err != nil || !again.Equal(at) {
			t.Errorf("%q is %v, which reads as %v, %v", text, at, again, err)
		}
	})
}
