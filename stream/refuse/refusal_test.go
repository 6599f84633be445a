package refuse_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"trainmock/stream/refuse"
)

var twoFaults = []refuse.Fault{
	{Loc: []string{"query", "at"}, Msg: "bad <at>", Type: "value_error.datetime"},
	{Loc: []string{"body", "for"}, Msg: "bad for", Type: "value_error"},
}

// refusals lists refusals and how they are written.
var refusals = []struct {
	name    string
	refusal *refuse.Refusal
	status  int
	retry   string
	body    string
	text    string
}{
	{
		"text", refuse.New(http.StatusNotFound, "Task not found"),
		404, "", `{"detail":"Task not found"}`, "Task not found",
	},
	{
		"one value", refuse.Invalid("at", "datetime", `"x" is not an instant`),
		422, "",
		`{"detail":[{"loc":["query","at"],"msg":"\"x\" is not an instant","type":"value_error.datetime"}]}`,
		`query.at: "x" is not an instant`,
	},
	{
		"try again", &refuse.Refusal{Status: 503, Detail: "Too many", RetryAfter: 2900 * time.Millisecond},
		503, "2", `{"detail":"Too many"}`, "Too many",
	},
	{
		"two values", refuse.InvalidAll(twoFaults),
		422, "", `{"detail":[{"loc":["query","at"],"msg":"bad <at>","type":"value_error.datetime"},` +
			`{"loc":["body","for"],"msg":"bad for","type":"value_error"}]}`,
		"query.at: bad <at>; body.for: bad for",
	},
}

func TestRefusal(t *testing.T) {
	for _, tc := range refusals {
		t.Run(tc.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			w.Header().Set("Allow", "GET")
			tc.refusal.Write(w)
			if w.Code != tc.status || w.Body.String() != tc.body+"\n" {
				t.Errorf("got %d %s\nwant %d %s", w.Code, w.Body, tc.status, tc.body)
			}
			want := http.Header{
				"Content-Type": {"application/json"}, "Cache-Control": {"no-store"}, "Allow": {"GET"},
			}
			if tc.retry != "" {
				want.Set("Retry-After", tc.retry)
			}
			if got := w.Header(); !maps.EqualFunc(got, want, slices.Equal) {
				t.Errorf("header: got %v, want %v", got, want)
			}
			if tc.refusal.Error() != tc.text {
				t.Errorf("Error: got %q, want %q", tc.refusal.Error(), tc.text)
			}
		})
	}
}
