package model_test

import (
	"strings"
	"testing"

	"trainmock/stream/model"
)

func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"mnist, 任务 é 👩\u200d💻 \u3000 \\n": "mnist, 任务 é 👩\u200d💻 \u3000 \\n",
		"a\nb\r\tc":                `a\nb\r\tc`,
		"\x00\x1b[2J\x7f":          `\x00\x1b[2J\x7f`,
		"\u0080\u009b31m":          `\u0080\u009b31m`,
		"\u200e\u200f\u061c":       `\u200e\u200f\u061c`,
		"gpj\u202etxt":             `gpj\u202etxt`,
		"\u2028\u2029":             `\u2028\u2029`,
		"\u202a\u202b\u202c\u202d": `\u202a\u202b\u202c\u202d`,
		"\u2066\u2067\u2068\u2069": `\u2066\u2067\u2068\u2069`,
	} {
		got := model.Visible(text)
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		if quoted := model.Quote(text); strings.ContainsAny(quoted, "\n\u202e\u0080\x1b") {
			t.Errorf("Quote: got %q, want no character that acts unseen", quoted)
		}
	}
}
