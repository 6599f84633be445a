package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"trainmock/rest"
)

// FuzzHistory asks for any span: the answer is JSON, never of more than 10,000 points, and the server never at fault.
func FuzzHistory(f *testing.F) {
	src := newSource(f, "chaos", 7)
	routes := rest.New(rest.Options{Find: src.find})
	node := "/monitor/ray/cluster/node/" + src.world.At(src.now).Nodes()[0].ID + "/metrics/history?"
	for _, seed := range [][3]string{
		{
			"", "", ""}, {"-1h", "-30m", "5s"}, {"-9999s", "", "1s"}, {"-10000s", "", "1s"}, {"+1h", "-1h",
			"0s"}, {"-3650d", "+3640d", "7d"},
		{
			"2026-01-01T00:00:00 00:00", "9999-12-31T23:59:59Z", "-5s"}, {"x", "\x00", "1d1d"}, {"-1us", "+0s",
			"1ns"}, {"-10ms", "", "1500ns"},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, from, to, step string) {
		query := url.Values{"from": {from}, "to": {to}, "step": {step}}.Encode()
		for _, path := range []string{historyPaths[0] + "?", node} {
			w := httptest.NewRecorder()
			routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path+query, nil))
			var o struct {
				Time   []string
				Detail any
			}
			if err := json.Unmarshal(w.Body.Bytes(), &o); err != nil {
				t.Fatalf("%s: got %v in %.300q, want JSON", query, err, w.Body)
			}
			good := w.Code == http.StatusOK && len(o.Time) > 0 && len(o.Time) <= 10_000
			refusals := []int{http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge}
			refused := slices.Contains(refusals, w.Code) && o.Detail != nil
			if !good && !refused {
				t.Errorf("%s: got %d with %d points, want 200 with 1 to 10,000, 422 or 431", query, w.Code, len(o.Time))
			}
		}
	})
}
