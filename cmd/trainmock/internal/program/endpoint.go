package program

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Endpoint is where a run of the program answers.
type Endpoint struct {
	// URL has no slash at its end: http://127.0.0.1:6677.
	URL string
	// Client shares its connections with no other test.
	Client *http.Client
}

// Host returns the address without the scheme.
func (e Endpoint) Host() string {
	_, host, _ := strings.Cut(e.URL, "://")
	return host
}

// Get returns the body of the answer to GET path, whose status has to be 200.
func (e Endpoint) Get(tb testing.TB, path string) []byte {
	tb.Helper()
	return Get(tb, e.Client, e.URL+path)
}

// Try returns the status and the body of the answer to GET path.
func (e Endpoint) Try(tb testing.TB, path string) (int, []byte) {
	tb.Helper()
	return Try(tb, e.Client, e.URL+path)
}

// Read decodes the answer to GET path into v.
func (e Endpoint) Read(tb testing.TB, path string, v any) {
	tb.Helper()
	body := e.Get(tb, path)
	if err := json.Unmarshal(body, v); err != nil {
		tb.Fatalf("%s: %v in %.300s", path, err, body)
	}
}

// Send sends a request with a body and returns the status and the body of the answer, which has to be JSON.
func (e Endpoint) Send(tb testing.TB, method, path, body string) (int, []byte) {
	tb.Helper()
	request, err := http.NewRequest(method, e.URL+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	r, err := e.Client.Do(request)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	if kind := r.Header.Get("Content-Type"); kind != "application/json" || !json.Valid(answer) {
		tb.Errorf("%s %.100s: the answer is %s, want valid application/json: %.300s", method, path, kind, answer)
	}
	return r.StatusCode, answer
}

// Train starts a task with a body for POST /train and returns its id.
func (e Endpoint) Train(tb testing.TB, body string) string {
	tb.Helper()
	status, answer := e.Send(tb, http.MethodPost, "/train", body)
	id, ok := Decode(tb, answer)["task_id"].(string)
	if status != http.StatusOK || !ok {
		tb.Fatalf("POST /train with %s: %d %s, want 200 and a task_id", body, status, answer)
	}
	return id
}

// Subscribers returns how many subscribers the program counts.
func (e Endpoint) Subscribers(tb testing.TB) int {
	tb.Helper()
	var health struct{ Subscribers int }
	e.Read(tb, "/health", &health)
	return health.Subscribers
}

// NewClient returns a client that shares its connections with no other test.
func NewClient(tb testing.TB) *http.Client {
	transport := &http.Transport{}
	tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Get returns the body of an answer, whose status has to be 200.
func Get(tb testing.TB, client *http.Client, url string) []byte {
	tb.Helper()
	status, body := Try(tb, client, url)
	if status != http.StatusOK {
		tb.Fatalf("%s: %d %s, want 200", url, status, body)
	}
	return body
}

// Try returns the status and the body of an answer.
func Try(tb testing.TB, client *http.Client, url string) (int, []byte) {
	tb.Helper()
	r, err := client.Get(url)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return r.StatusCode, body
}

// Decode reads a JSON object, in which numbers stay as they were written.
func Decode(tb testing.TB, body []byte) map[string]any {
	tb.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var v map[string]any
	if err := decoder.Decode(&v); err != nil {
		tb.Fatalf("%v in %.300s, want an object", err, body)
	}
	return v
}
