package rest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"trainmock/rest"
)

// logged is a log that tests read.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// lines returns the lines so far, and forgets them.
func (l *logged) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.text.Reset()
	return strings.Split(strings.TrimSuffix(l.text.String(), "\n"), "\n")
}

// newPanicking returns routes that panic at several moments.
func newPanicking(t *testing.T, log io.Writer) http.Handler {
	t.Helper()
	router := rest.New(rest.Options{
		Find: newSource(t, "demo", 7).find, Log: slog.New(slog.NewJSONHandler(log, nil)),
	})
	router.Get("/boom/{id}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "3")
		panic("boom\nacross lines")
	})
	router.Get("/late", func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, strings.Repeat("x", 10_000))
		panic([]string{"late"})
	})
	router.Get("/flushed", func(w http.ResponseWriter, _ *http.Request) {
		http.NewResponseController(w).Flush()
		panic("flushed")
	})
	router.Get("/taken", func(w http.ResponseWriter, _ *http.Request) {
		_, buffers, _ := http.NewResponseController(w).Hijack()
		buffers.WriteString("HTTP/1.1 200 OK\r\n\r\n")
		buffers.Flush()
		panic("taken")
	})
	router.Get("/aborted", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	return router
}

// TestPanic lets handlers panic at several moments: each is logged once, and the server goes on.
func TestPanic(t *testing.T) {
	log := &logged{}
	router := newPanicking(t, log)
	plain := httptest.NewServer(router)
	defer plain.Close()
	secure := httptest.NewUnstartedServer(router)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	defer secure.Close()
	for _, s := range []*httptest.Server{plain, secure} {
		for _, tc := range []struct {
			path, route string
			status      int
		}{
			{"/boom/1", "GET /boom/{id}", http.StatusInternalServerError},
			{"/late", "GET /late", 0},
			{"/flushed", "GET /flushed", 0},
			{"/taken", "GET /taken", 0},
			{"/aborted", "", 0},
		} {
			if s == secure && tc.path == "/taken" {
				continue // HTTP/2 has no connection to take over.
			}
			status, body := broken(t, s, tc.path)
			if status != tc.status || tc.status != 0 && body != `{"detail":"Internal Server Error"}`+"\n" {
				t.Errorf("%s: got %d %q, want %d", tc.path, status, body, tc.status)
			}
			checkPanicLog(t, tc.path, tc.route, log.lines())
			if status, body := broken(t, s, "/health"); status != http.StatusOK {
				t.Errorf("/health after %s: got %d %s, want 200", tc.path, status, body)
			}
		}
	}
}

// broken returns the status and the body of an answer, and status 0 if the answer breaks off.
func broken(tb testing.TB, s *httptest.Server, path string) (int, string) {
	tb.Helper()
	r, err := s.Client().Get(s.URL + path)
	if err != nil {
		return 0, ""
	}
	defer r.Body.Close()
	body, err := io.ReadAll(bufio.NewReader(r.Body))
	if err != nil || path == "/taken" {
		return 0, ""
	}
	return r.StatusCode, string(body)
}

// checkPanicLog fails the test unless there is one line, an error with the route, or none for no route.
func checkPanicLog(t *testing.T, path, route string, lines []string) {
	t.Helper()
	if route == "" {
		if lines[0] != "" {
			t.Errorf("%s: logged %q, want nothing", path, lines)
		}
		return
	}
	var line struct{ Level, Panic, Route, Path, Stack string }
	if err := json.Unmarshal([]byte(lines[0]), &line); err != nil || len(lines) != 1 {
		t.Fatalf("%s: logged %q, want one line", path, lines)
	}
	if line.Level != "ERROR" || line.Route != route || line.Path != path || line.Panic == "" ||
		!strings.Contains(line.Stack, "recover_test.go") {
		t.Errorf("%s: logged %+v, want an error with the route %s", path, line, route)
	}
}
