package clients

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

const (
	// page is what Chromium accepts when it opens an address.
	page = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
	// application is on the page of the application that a development server serves.
	application = "the application"
)

// checkShared fails the test unless an application and the program share an origin: addresses that a browser opens are
// the application's, whatever they begin with, and the program's routes are the program's.
func checkShared(t *testing.T, base string, p *program.Program) {
	t.Helper()
	for _, path := range []string{
		"/", "/training", "/training/42", "/train", "/tasks", "/tasks/board", "/monitor/live", "/cluster/new?tab=1",
		"/streams", "/stream", "/tasksListed", "/api/edgeai/about", "/monitorRayCluster",
	} {
		if _, body := accept(t, base+path, page); !strings.Contains(body, application) {
			t.Errorf("GET %s of a browser: %.200q, want the application's page", path, body)
		}
	}
	for _, path := range []string{"/training.json", "/tasks.css", "/streams/1", "/healthy", "/api/mine", "/api/edgeaix"} {
		if _, body := accept(t, base+path, "*/*"); strings.Contains(body, `{"detail":`) {
			t.Errorf("GET %s: %.200q, want it kept from the program", path, body)
		}
	}
	for _, path := range servicePaths(t, p) {
		want, _ := accept(t, p.URL+path, "application/json")
		if got, body := accept(t, base+path, "application/json"); got != want || strings.Contains(body, application) {
			t.Errorf("GET %s: %d %.200q, want the program's answer with %d", path, got, body, want)
		}
	}
}

// servicePaths returns the paths that clients of the service ask, and those of the streams, but for their aliases. What
// tests, Prometheus and the page ask, they ask of the program itself.
func servicePaths(t *testing.T, p *program.Program) []string {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct{ Tags []string }
	}
	p.Read(t, "/openapi.json", &document)
	fill := strings.NewReplacer("{task_id}", "task_123", "{node_id}", "node_1234", "{project_id}", "p1",
		"/stream/sse", "/stream/sse?limit=1")
	paths := []string{"/health"}
	for path, methods := range document.Paths {
		for _, method := range methods {
			isAlias := path == "/ws" || path == "/events"
			isOwn := slices.Contains(method.Tags, "service") || strings.HasPrefix(path, "/mock/") ||
				strings.HasPrefix(path, "/metrics")
			if !isAlias && !isOwn {
				paths = append(paths, fill.Replace(path))
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// accept asks for a media type, and returns the status and the beginning of the body.
func accept(t *testing.T, url, types string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", types)
	r, err := program.NewClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	start := make([]byte, 4096)
	n, _ := r.Body.Read(start) // an error shows as an empty body
	return r.StatusCode, string(start[:n])
}
