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
		{"1w", 7 * day},
		{"-1w", -7 * day},
		{"2w3d12h", 17*day + 12*time.Hour},
		{"1w30m", 7*day + 30*time.Minute},
		{"0w", 0},
		{"14285w5d", 100_000 * day},
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
		"1d2d", "w", "-w", "1d1w", "1w1w", "1.5w", "1w-1d", "1w+1d", "14285w6d", "14286w", "wd", "1wd", "1W",
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

var whole = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// instantCases lists texts of all forms, read at now.
var instantCases = []struct {
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
	{"the word", "now", now},
	{"the word in capitals", "NOW", now},
	{"before now", "now-5m", now.Add(-5 * time.Minute)},
	{"after now", "now+5m", now.Add(5 * time.Minute)},
	{"after now, the plus became a space", "now 5m", now.Add(5 * time.Minute)},
	{"a week ago", "-1w", now.Add(-7 * day)},
	{"a week and a day before now", "now-1w1d", now.Add(-8 * day)},
	{"Unix seconds", "1767225600", whole},
	{"Unix seconds with a fraction", "1767225600.25", whole.Add(250 * time.Millisecond)},
	{"Unix seconds from Python", "1767225600.123456", whole.Add(123456 * time.Microsecond)},
	{"Unix seconds with more than nanoseconds", "1767225600.123456789012", whole.Add(123456 * time.Microsecond)},
	{"Unix milliseconds", "1767225600250", whole.Add(250 * time.Millisecond)},
	{"Unix milliseconds with a fraction", "1767225600250.5", whole.Add(250500 * time.Microsecond)},
	{"the fewest Unix seconds", "100000000", time.Date(1973, 3, 3, 9, 46, 40, 0, time.UTC)},
	{"the fewest Unix milliseconds", "100000000000.0", time.Date(1973, 3, 3, 9, 46, 40, 0, time.UTC)},
	{"a date", "2026-01-01", whole},
	{"a local time", "2026-01-01T00:00:00", whole},
	{"a local time with a blank", "2026-01-01 00:00:00", whole},
	{"a local time without seconds", "2026-01-01T00:00", whole},
	{"a local time with a blank, without seconds", "2026-01-01 00:00", whole},
	{"a local time with a fraction", "2026-01-01 00:00:00.25", whole.Add(250 * time.Millisecond)},
	{"a blank and Z", "2026-01-01 00:00:00Z", whole},
	{"a blank, and an offset whose plus became one", "2026-01-01 08:00:00 08:00", whole},
	{"an offset without seconds", "2026-01-01T08:00+08:00", whole},
	{"lower case", "2026-01-01t00:00:00z", whole},
}

func TestInstant(t *testing.T) {
	for _, tc := range instantCases {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := model.ParseInstant(tc.text, now); err != nil || !got.Equal(tc.want) {
				t.Errorf("got %v, %v, want %v", got, err, tc.want)
			}
		})
	}
}

func TestBadInstant(t *testing.T) {
	for _, text := range []string{
		"", " ", "+", "-", "nowhere", "now5m", "now-", "now--5m", "-now", "5m-now", "now-5", "nownow", "yesterday-ish",
		"5m", "-5", "-5 m", "2026", "20260101", "2026-01", "2026-1-1", "01/02/2026", "2026-02-30", "2026-02-30T00:00",
		"2026-01-01T", "2026-01-01 ", "2026-01-01T00", "2026-01-01Z", "00:00:00", "-1767225600",
		"+1767225600", "1767225600.",
		".5", "1767225600,5", "1.767e9", "0x6955b900", "1767225600Z", "１７６７２２５６００",
		"17672256002500000",
		"1767225600.1234567890123456789", "2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "-1d-1h",
		"+100001d", "+14286w",
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

// TestIDs gives ids, whether they are valid, and whether they may stand in a list.
func TestIDs(t *testing.T) {
	for _, tc := range []struct {
		id           string
		valid, plain bool
	}{
		{"task_123", true, true},
		{"A.b-C_9", true, true},
		{strings.Repeat("z", 64), true, true},
		{strings.Repeat("z", 65), true, false},
		{strings.Repeat("z", 128), true, false},
		{strings.Repeat("任", 42), true, false},
		{"team/project/run", true, false},
		{"host:9400", true, false},
		{"任务", true, false},
		{"a b", true, false},
		{"a,b", true, false},
		{"#1", true, false},
		{"<script>", true, false},
		{"...", true, true},
		{"💥", true, false},
		{"👨\u200d👩\u200d👧", true, false},
		{"می\u200cشود", true, false},
		{"🏳\ufe0f", true, false},
		{"a\u200db", false, false},
		{"\u200d", false, false},
		{"任\u200d", false, false},
		{"任\u200d\u200d务", false, false},
		{"", false, false},
		{".", false, true},
		{"..", false, true},
		{strings.Repeat("z", 129), false, false},
		{strings.Repeat("任", 43), false, false},
		{"a\nb", false, false},
		{"\x00", false, false},
		{"\x7f", false, false},
		{"\xff", false, false},
		{"a\u202eb", false, false},
		{"a\u200bb", false, false},
		{"a\u2028b", false, false},
		{"a\u00a0b", false, false},
		{"\ue000", false, false},
	} {
		if valid, plain := model.ValidID(tc.id), model.PlainID(tc.id); valid != tc.valid || plain != tc.plain {
			t.Errorf("%q: got valid %t and plain %t, want %t and %t", tc.id, valid, plain, tc.valid, tc.plain)
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
