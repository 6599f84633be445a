package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// TestPreflightOfEveryRoute asks as browsers do before a page of another origin may send a request.
func TestPreflightOfEveryRoute(t *testing.T) {
	const app = "http://localhost:5173"
	routes := newRoutes(t, "--cors-origin", app)
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if strings.HasPrefix(route, "/mock/") {
			return nil // Control has rules of its own: rest/access.
		}
		path := strings.NewReplacer("{", "", "}", "", "*", "x").Replace(route)
		r := httptest.NewRequest(http.MethodOptions, path, nil)
		r.Header = http.Header{
			"Origin": {app}, "Access-Control-Request-Method": {method},
			"Access-Control-Request-Headers":         {"authorization,content-type,last-event-id"},
			"Access-Control-Request-Private-Network": {"true"},
		}
		w := httptest.NewRecorder()
		routes.(http.Handler).ServeHTTP(w, r)
		for name, want := range map[string]string{
			"Origin": app, "Methods": method, "Headers": "authorization,content-type,last-event-id",
			"Credentials": "true", "Private-Network": "true",
		} {
			if got := w.Header().Get("Access-Control-Allow-" + name); got != want || w.Code != http.StatusNoContent {
				t.Errorf("%s %s: %d, allowed %s %q, want 204 and %q", method, route, w.Code, name, got, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryChangeIsGuarded walks the routes: with --read-only none but a list may be asked by a method that changes.
func TestEveryChangeIsGuarded(t *testing.T) {
	routes := newRoutes(t, "--read-only")
	err := chi.Walk(routes, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet || route == "/cluster/validate-nodes" {
			return nil
		}
		w := httptest.NewRecorder()
		path := strings.NewReplacer("{", "", "}", "").Replace(route)
		r := httptest.NewRequest(method, path, strings.NewReader("{}"))
		r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost"
		routes.(http.Handler).ServeHTTP(w, r)
		if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "--read-only") {
			t.Errorf("%s %s: %d %s, want 403 with --read-only", method, route, w.Code, w.Body)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
