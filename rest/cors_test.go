package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
	"trainmock/rest/origin"
)

// newRules returns the rules for named origins.
func newRules(tb testing.TB, named ...string) *origin.Rules {
	tb.Helper()
	rules, err := origin.New(origin.Options{Named: named})
	if err != nil {
		tb.Fatal(err)
	}
	return rules
}

func TestCORS(t *testing.T) {
	restricted := []string{"https://a.example", "http://localhost:5173"}
	for _, tc := range []struct {
		name, origin string
		origins      []string
		allowed      string
	}{
		{"every origin", "https://a.example", nil, "*"},
		{"every origin, named", "http://localhost:3000", []string{"*"}, "*"},
		{"a file", "null", nil, "*"},
		{"one of a list", "http://localhost:5173", restricted, "http://localhost:5173"},
		{"none of a list", "https://b.example", restricted, ""},
		{"another port", "http://localhost:5174", restricted, ""},
		{"no origin", "", restricted, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newServer(t, rest.Options{Origins: newRules(t, tc.origins...)})
			header := http.Header{}
			if tc.origin != "" {
				header.Set("Origin", tc.origin)
			}
			for path, status := range map[string]int{
				"/health": 200, "/monitor/ray/cluster/node": 200, "/nope": 404, "/health?": 200,
				monitorPaths[0] + "?at=x": 422,
			} {
				r := s.do(t, http.MethodGet, path, header).expect(t, status)
				if got := r.Header.Get("Access-Control-Allow-Origin"); got != tc.allowed {
					t.Errorf("%s: got the allowed origin %q, want %q", path, got, tc.allowed)
				}
				credentials := r.Header.Get("Access-Control-Allow-Credentials")
				if want := tc.allowed != "" && tc.allowed != "*"; (credentials == "true") != want {
					t.Errorf("%s: got allowed credentials %q, want %t", path, credentials, want)
				}
				exposes := strings.Join(r.Header.Values("Access-Control-Expose-Headers"), ", ")
				if tc.allowed != "" && exposes != "Allow, Retry-After, X-Mock-Fault" {
					t.Errorf("%s: got the exposed headers %q, want Allow, Retry-After, X-Mock-Fault", path, exposes)
				}
				if !strings.Contains(strings.Join(r.Header.Values("Vary"), ","), "Origin") {
					t.Errorf("%s: got Vary %v, want Origin in it", path, r.Header.Values("Vary"))
				}
			}
		})
	}
}

func TestPreflight(t *testing.T) {
	for _, tc := range []struct {
		name, method, headers string
		origins               []string
		allowed               bool
	}{
		{"GET", http.MethodGet, "", nil, true},
		{"a header of one's own", http.MethodGet, "x-request-id,authorization", nil, true},
		{"POST with JSON", http.MethodPost, "content-type", nil, true},
		{"PUT", http.MethodPut, "", nil, true},
		{"DELETE", http.MethodDelete, "", nil, true},
		{"PATCH", http.MethodPatch, "", nil, false},
		{"from the list", http.MethodGet, "", []string{"https://a.example"}, true},
		{"from elsewhere", http.MethodGet, "", []string{"https://b.example"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newServer(t, rest.Options{Origins: newRules(t, tc.origins...)})
			header := http.Header{"Origin": {"https://a.example"}, "Access-Control-Request-Method": {tc.method}}
			if tc.headers != "" {
				header.Set("Access-Control-Request-Headers", tc.headers)
			}
			r := s.do(t, http.MethodOptions, monitorPaths[0], header)
			if r.StatusCode != http.StatusNoContent || len(r.body) > 0 {
				t.Errorf("got %d %s, want 204 without a body", r.StatusCode, r.body)
			}
			origin, methods := r.Header.Get("Access-Control-Allow-Origin"), r.Header.Get("Access-Control-Allow-Methods")
			if allowed := origin != "" && methods == tc.method; allowed != tc.allowed {
				t.Errorf("got %t, want %t: origin %q, methods %q", allowed, tc.allowed, origin, methods)
			}
			if tc.allowed && tc.headers != "" && r.Header.Get("Access-Control-Allow-Headers") == "" {
				t.Errorf("got %v, want allowed headers", r.Header)
			}
		})
	}
}
