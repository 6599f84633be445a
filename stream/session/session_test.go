package session_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"trainmock/stream"
	"trainmock/stream/refuse"
	"trainmock/stream/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// byHeader finds a hub by the header X-Hub.
type byHeader map[string]*stream.Hub

func (b byHeader) Find(r *http.Request) (*stream.Hub, error) {
	name := r.Header.Get("X-Hub")
	if name == "broken" {
		return nil, errors.New("a secret")
	}
	hub, ok := b[name]
	if !ok {
		return nil, fmt.Errorf("finding a hub: %w", refuse.New(http.StatusNotFound, "Session not found"))
	}
	return hub, nil
}

// TestServe calls the method of the hub that is found, and answers in its place when none is.
func TestServe(t *testing.T) {
	first, second := &stream.Hub{}, &stream.Hub{}
	var shown *stream.Hub
	show := func(h *stream.Hub, w http.ResponseWriter, _ *http.Request) {
		shown = h
		w.WriteHeader(http.StatusNoContent)
	}
	for _, tc := range []struct {
		name   string
		finder session.Finder
		hub    string
		want   *stream.Hub
		status int
		body   string
	}{
		{"the only one", session.NewBook(session.Options{Main: first}), "", first, http.StatusNoContent, ""},
		{"one of two", byHeader{"first": first, "second": second}, "second", second, http.StatusNoContent, ""},
		{"none", byHeader{"first": first}, "second", nil, http.StatusNotFound, `{"detail":"Session not found"}` + "\n"},
		{"a failure", byHeader{}, "broken", nil, http.StatusInternalServerError, `{"detail":"Internal Server Error"}` +
			"\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			shown = nil
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Header.Set("X-Hub", tc.hub)
			w := httptest.NewRecorder()
			session.Serve(tc.finder, show).ServeHTTP(w, r)
			if shown != tc.want {
				t.Errorf("the method got hub %p, want %p", shown, tc.want)
			}
			if w.Code != tc.status || w.Body.String() != tc.body {
				t.Errorf("got %d %q, want %d %q", w.Code, w.Body, tc.status, tc.body)
			}
			if kind := w.Header().Get("Content-Type"); tc.body != "" && kind != "application/json" {
				t.Errorf("got content type %q, want application/json", kind)
			}
		})
	}
}
