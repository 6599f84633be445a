package rest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"trainmock/rest"
)

// FuzzQuery asks with any id and any instant: the answer is JSON without null, and the server never at fault.
func FuzzQuery(f *testing.F) {
	routes := rest.New(rest.Options{Find: newSource(f, "demo", 7).find})
	for _, id := range []string{
		"task_123", "node_1234", "..", "a/b", "%2F", "", "🙂", "<script>", "node_99999999999999999999",
		"task_00000000",
	} {
		for _, at := range []string{"", "-5m", "+1000d", "2026-01-01T00:00:00 00:00", "9999-12-31T23:59:59Z", "x"} {
			f.Add(id, at)
		}
	}
	f.Fuzz(func(t *testing.T, id, at string) {
		query := "at=" + url.QueryEscape(at)
		for _, path := range []string{
			"/monitor/training/" + id, "/monitor/ray/cluster/node/" + id + "/metrics",
			"/monitor/ray/cluster/status/" + id,
		} {
			checkAnswer(t, routes, &url.URL{Path: path, RawQuery: query})
			raw := "/monitor/training/" + url.PathEscape(id)
			checkAnswer(t, routes, &url.URL{Path: path, RawPath: raw, RawQuery: query})
			checkAnswer(t, routes, &url.URL{Path: "/monitor/ray/cluster/node", RawQuery: at})
		}
	})
}

func checkAnswer(t *testing.T, routes http.Handler, address *url.URL) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL = address
	w := httptest.NewRecorder()
	routes.ServeHTTP(w, r)
	switch w.Code {
	case http.StatusOK, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge:
	default:
		t.Errorf("%q: got %d, want 200, 404, 422 or 431", address, w.Code)
	}
	if !json.Valid(w.Body.Bytes()) || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%q: got %.300q, want JSON", address, w.Body)
	}
	if w.Code == http.StatusOK && bytes.Contains(w.Body.Bytes(), []byte(":null")) {
		t.Errorf("%q: got %.300s, want no null", address, w.Body)
	}
}
