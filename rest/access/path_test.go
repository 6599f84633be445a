package access_test

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"

	"trainmock/rest/access"
)

// TestPaths checks which paths are those of control, however they are written.
func TestPaths(t *testing.T) {
	for target, want := range map[string]bool{
		"/mock": true, "/mock/": true, "/mock/clock": true, "/mock/clock/": true, "/mock//clock": true,
		"//mock": true, "///mock/x": true, "/MOCK": true, "/Mock/clock": true, "/moc%6b": true,
		"/%6dock/clock": true, "/%6D%6F%63%6B": true, "/mock/../x": true, "/./mock": true, "/x/../mock": true,
		"/%2e/mock": true, "/x/%2e%2e/mock": true, "/../mock": true, "/mock%2Fclock": true, "/mock?x": true,
		"http://evil.example/mock": true, "/s/a/mock": true, "/s/a/mock/": true, "/s/a/mock/clock": true,
		"/S/a/MOCK": true, "/s/a%2Fb/mock": true, "/s//mock": true, "/s/./mock": true, "/s/%2e/mock": true,
		"/s/../mock": true, "/s/a//mock": true, "//s/a/mock": true, "/%73/a/%6dock": true, "/s/mock/mock": true,
		"/mocK": true, "/moc\u212a": true,
		"/s/a/s/b/mock": true, "/s/./s/a%2Fb/mock": true, "/s/a/../b/mock": true, "/s%2Fa%2Fmock": true,

		"/": false, "/mockingbird": false, "/mock-1": false, "/mock.html": false, "/hammock": false,
		"/monitor/mock": false, "/monitor/training/mock": false, "/monitor/training/..%2F..%2Fmock": false,
		"/tasks/mock": false, "/s": false, "/s/mock": false, "/s/mock/": false, "/s/mock/health": false,
		"/s/a": false, "/s/a/monitor/mock": false, "/s/a/health": false, "/assets/mock": false, "/a/mock": false,
		"/%256dock": false, "/health?/mock": false,
	} {
		q := question{target: target, header: http.Header{"Origin": {"https://evil.example"}}}
		r := q.request()
		if got := access.IsControl(r); got != want {
			t.Errorf("%s: got control %t, want %t", target, got, want)
		}
		if w, reached := ask(newRules(t, access.Options{}), r); (reached == nil) != want {
			t.Errorf("%s: got %d %s, want it refused: %t", target, w.Code, w.Body, want)
		}
	}
}

// TestGuard checks that routes can be guarded whatever their path is, also behind the rules for paths.
func TestGuard(t *testing.T) {
	rules := newRules(t, access.Options{Token: token})
	reached := 0
	r := chi.NewRouter()
	r.Use(rules.Handler(unguarded))
	r.With(rules.Guard).Get("/other/stream", func(http.ResponseWriter, *http.Request) { reached++ })
	r.With(rules.Guard).Get("/mock/stream", func(http.ResponseWriter, *http.Request) { reached++ })
	for _, path := range []string{"/other/stream", "/mock/stream"} {
		for query, want := range map[string]int{"": 0, "?__token=x": 0, "?__token=" + token: 1} {
			reached = 0
			if r.ServeHTTP(newRecorder(), question{target: path + query}.request()); reached != want {
				t.Errorf("%s%s: reached the handler %d times, want %d", path, query, reached, want)
			}
		}
	}
}
