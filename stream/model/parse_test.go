package model_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trainmock/stream/model"
)

const day = 24 * time.Hour

// now is the instant that relative ones are counted from.
var now = time.Date(2026, 7, 1, 12, 0, 0, 123_456_000, time.UTC)

func TestDuration(t *testing.T) {
	for _, tc := range []struct {
		text string
		want time.Duration
	}{
		{"0", 0},
		{"90s", 90 * time.Second},
		{"1h30m", 90 * time.Minute},
		{"1.5h", 90 * time.Minute},
		{"250ms", 250 * time.Millisecond},
		{"+5m", 5 * time.Minute},
		{"-5m", -5 * time.Minute},
		{"2d", 2 * day},
		{"0d", 0},
		{"2d12h", 2*day + 12*time.Hour},
		{"1d0.5s", day + 500*time.Millisecond},
		{"-2d", -2 * day},
		{"-1d1h", -(day + time.Hour)},
		{"+1d1h", day + time.Hour},
		{"65535d", 65535 * day},
	} {
		t.Run(tc.text, func(t *testing.T) {
			if got, err := model.ParseDuration(tc.text); err != nil || got != tc.want {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

func TestBadDuration(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", "+", "d", "-d", "5", "1", "s", "5x", "--5m", "-+5m", "5m-", "1d-1h", "1d+1h", "-1d-1h", "1h2d",
		"1d2d",
		"1.5d", "1e3d", "100001d", "-1d x", "65535d9223372036854775807ns", "9223372036854775808ns", "NaN", "5 m", "٥m",
		"1d\x00",
		"\xff", strings.Repeat("9", 4096) + "h",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := model.ParseDuration(text)
			checkMessage(t, err, "1h30m")
		})
	}
}

func TestInstant(t *testing.T) {
	whole := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name, text string
		want       time.Time
	}{
		{"UTC", "2026-01-01T00:00:00Z", whole},
		{"offset", "2026-01-01T08:00:00+08:00", whole},
		{"offset whose plus became a space", "2026-01-01T08:00:00 08:00", whole},
		{"negative offset", "2025-12-31T19:00:00-05:00", whole},
		{"microseconds", "2026-01-01T00:00:00.123456+00:00", whole.Add(123456 * time.Microsecond)},
		{"nanoseconds are cut", "2026-01-01T00:00:00.123456999Z", whole.Add(123456 * time.Microsecond)},
		{"nanoseconds before 1970 are cut, too", "1969-12-31T23:59:59.999999999Z",
			time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)},
		{"ago", "-5m", now.Add(-5 * time.Minute)},
		{"ahead", "+1h30m", now.Add(90 * time.Minute)},
		{"ahead, the plus became a space", " 1h30m", now.Add(90 * time.Minute)},
		{"days ago", "-2d", now.Add(-2 * day)},
		{"relative nanoseconds are cut", "-1ns", now.Add(-time.Microsecond)},
		{"now", "+0s", now},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := model.ParseInstant(tc.text, now); err != nil || !got.Equal(tc.want) {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

func TestBadInstant(t *testing.T) {
	for _, text := range []string{
		"", " ", "+", "-", "now", "yesterday-ish", "5m", "-5", "-5 m", "2026", "2026-01-01", "2026-01-01 00:00:00Z",
		"2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "1767225600", "-1d-1h", "+100001d",
		"\x00", "\xff\xfe", "2026-01-01T00:00:00Z" + strings.Repeat("Z", 4096), "<script>",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := model.ParseInstant(text, now)
			checkMessage(t, err, "2026-01-01T00:00:00+00:00")
			checkMessage(t, err, "-5m")
		})
	}
}

func TestQuote(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"", `""`},
		{"-5m", `"-5m"`},
		{"a\"b\nc", `"a\"b\nc"`},
		{strings.Repeat("a", 60), `"` + strings.Repeat("a", 60) + `"`},
		{strings.Repeat("a", 61), `"` + strings.Repeat("a", 60) + `"…`},
		{strings.Repeat("a", 59) + "é", `"` + strings.Repeat("a", 59) + `"…`},
	} {
		if got := model.Quote(tc.text); got != tc.want {
			t.Errorf("model.Quote(%q): got %s, want %s", tc.text, got, tc.want)
		}
	}
}

// checkMessage holds an error to what a person needs of it: one line of bounded length that quotes the value and gives
// an example.
func checkMessage(tb testing.TB, err error, example string) {
	tb.Helper()
	if err == nil {
		tb.Fatal("accepted")
	}
	text := err.Error()
	if len(text) == 0 || len(text) > 500 || !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n") {
		tb.Errorf("the message is not one line of bounded length: %q", text)
	}
	if !strings.HasPrefix(text, `"`) {
		tb.Errorf("the message does not begin with the value in quotes: %s", text)
	}
	if !strings.Contains(text, example) {
		tb.Errorf("the message names no example such as %s: %s", example, text)
	}
}
