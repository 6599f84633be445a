package ask_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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
