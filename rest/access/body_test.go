package access_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"trainmock/rest/access"
)

// TestTypes tries bodies of other types, and none, with every method that takes one.
func TestTypes(t *testing.T) {
	refused := [][]string{
		nil, {""}, {"text/plain"}, {"application/x-www-form-urlencoded"}, {"multipart/form-data; boundary=x"},
		{"text/plain; application/json"}, {"text/plain; charset=application/json"}, {"application/json, text/plain"},
		{"application/jsonx"}, {"text/json"}, {"application"}, {"application/json", "text/plain"},
		{"application/json; ="}, {"application/json", "application/json"}, {"*/*"},
	}
	rules := newRules(t, access.Options{})
	for _, method := range []string{"POST", "PUT", "PATCH", "post"} {
		for _, body := range []string{"", `{"speed":0}`, "speed=0"} {
			for _, kinds := range append(refused, []string{"application/yaml"}) {
				q := question{method: method, body: body, header: http.Header{"Content-Type": kinds}}
				w, reached := ask(rules, q.request())
				checkRefused(t, w, reached, http.StatusUnsupportedMediaType, "Content-Type: application/json")
			}
			q := question{method: method, body: body, header: http.Header{"Content-Type": {"Application/JSON"}}}
			if w, reached := ask(rules, q.request()); reached == nil {
				t.Errorf("%s: got %d %s, want it to reach the handler", method, w.Code, w.Body)
			}
		}
	}
	for target, want := range map[string]bool{
		"/mock/journal": true, "/mock/scenario": true, "/s/a/mock/scenario/": true, "/mock/scenarios": false,
		"/mock/journal/x": false, "/mock/x/journal": false, "/mock/commands": false,
	} {
		q := question{method: "PUT", target: target, header: http.Header{"Content-Type": {"application/yaml"}}}
		if w, reached := ask(rules, q.request()); (reached != nil) != want {
			t.Errorf("%s with YAML: got %d %s, want it taken: %t", target, w.Code, w.Body, want)
		}
	}
}

// TestSizes sends the largest bodies that are taken, and one byte more, with a length and without.
func TestSizes(t *testing.T) {
	rules := newRules(t, access.Options{})
	for _, tc := range []struct {
		method, target string
		most           int
	}{
		{"POST", "/mock/commands", 64 << 10},
		{"GET", "/mock/clock", 64 << 10},
		{"DELETE", "/mock/commands", 64 << 10},
		{"POST", "/mock/sessions", 4 << 20},
		{"DELETE", "/mock/sessions/a", 64 << 10},
		{"POST", "/mock/journal", 4 << 20},
		{"PUT", "/s/a/mock/scenario", 4 << 20},
	} {
		for _, sized := range []bool{true, false} {
			for _, more := range []int{0, 1} {
				body := strings.Repeat("x", tc.most+more)
				q := question{method: tc.method, target: tc.target, body: body,
					header: http.Header{"Content-Type": {"application/json"}}}
				r := q.request()
				if !sized {
					r.ContentLength = -1
				}
				w, reached := ask(rules, r)
				if more > 0 {
					checkRefused(t, w, reached, http.StatusRequestEntityTooLarge, "send less")
					continue
				}
				got, err := io.ReadAll(reached.Body)
				if string(got) != body || err != nil || reached.ContentLength != int64(len(body)) {
					t.Errorf("%s: got %d bytes (%v), want all %d", tc.target, len(got), err, len(body))
				}
			}
		}
	}
}

// TestBodiesThatEnd sends bodies that end before they are whole.
func TestBodiesThatEnd(t *testing.T) {
	for status, err := range map[int]error{
		http.StatusRequestTimeout: os.ErrDeadlineExceeded, http.StatusUnprocessableEntity: io.ErrUnexpectedEOF,
	} {
		r := question{method: "POST", header: http.Header{"Content-Type": {"application/json"}}}.request()
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{err}))
		w, reached := ask(newRules(t, access.Options{}), r)
		checkRefused(t, w, reached, status, "body")
	}
}

// failing fails every read.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestNoBodyIsReadWithoutRights checks that a client without rights cannot make the server wait for a body.
func TestNoBodyIsReadWithoutRights(t *testing.T) {
	for _, q := range []question{
		{remote: "203.0.113.7:5"}, {host: "evil.example"}, {header: http.Header{"Origin": {"null"}}},
		{header: http.Header{"Content-Type": {"text/plain"}}},
	} {
		q.method = "POST"
		r := q.request()
		r.Body = io.NopCloser(failing{errors.New("it was read")})
		if w, _ := ask(newRules(t, access.Options{}), r); w.Code != 403 && w.Code != 415 {
			t.Errorf("%+v: got %d %s, want 403 or 415", q, w.Code, w.Body)
		}
	}
}

// TestBodyBudget checks that at most 256 MiB of large bodies are read at a time: one more waits for the end of another
// request and is refused after five seconds, while a small one never waits.
func TestBodyBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, most = 4 << 20, 64
		arrived, reached := make(chan struct{}), atomic.Int64{}
		guarded := newRules(t, access.Options{}).Guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			reached.Add(1)
		}))
		send := func(length int64, body io.Reader) (status int, took time.Duration) {
			q := question{method: "POST", target: "/mock/journal", header: http.Header{"Content-Type": {"application/json"}}}
			r := q.request()
			r.Body, r.ContentLength = io.NopCloser(body), length
			w, began := httptest.NewRecorder(), time.Now()
			guarded.ServeHTTP(w, r)
			return w.Code, time.Since(began)
		}
		for range most {
			go send(size, readerFunc(func([]byte) (int, error) { <-arrived; return 0, io.EOF }))
		}
		synctest.Wait()
		for _, tc := range []struct {
			length, status int
			took           time.Duration
		}{{size, http.StatusServiceUnavailable, 5 * time.Second}, {1 << 10, http.StatusOK, 0}} {
			status, took := send(int64(tc.length), strings.NewReader("{}"))
			if status != tc.status || took != tc.took {
				t.Errorf("beside %d bodies of 4 MiB, one of %d bytes: got %d after %s, want %d after %s", most, tc.length,
					status, took, tc.status, tc.took)
			}
		}
		close(arrived)
		synctest.Wait()
		if status, took := send(size, strings.NewReader("{}")); status != http.StatusOK || took > 0 ||
			reached.Load() != most+2 {
			t.Errorf("behind them: got %d after %s with %d requests served, want 200 at once with %d", status, took,
				reached.Load(), most+2)
		}
	})
}

// readerFunc reads by a function.
type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
