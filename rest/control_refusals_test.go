package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"trainmock/rest"
	"trainmock/rest/access"
)

// refusedAsk is a request that control refuses.
type refusedAsk struct {
	status int
	// token has the server want one.
	token             bool
	client, kind      string
	body, query, long string
}

var refusedAsks = []refusedAsk{
	{status: http.StatusUnauthorized, token: true},
	{status: http.StatusForbidden, client: "192.0.2.1:1"},
	{status: http.StatusRequestEntityTooLarge, body: strings.Repeat("x", 5<<20)},
	{status: http.StatusUnsupportedMediaType, kind: "text/plain"},
	{status: http.StatusUnprocessableEntity, query: "?%zz"},
	{status: http.StatusRequestHeaderFieldsTooLarge, long: strings.Repeat("x", 70<<10)},
}

// isAsked reports whether clients ask for a method in that way: GET has no body, and DELETE none of a type.
func (a refusedAsk) isAsked(method string) bool {
	return method != http.MethodGet && method != http.MethodDelete || a.kind == "" &&
		(a.body == "" || method == http.MethodDelete)
}

// request returns the request for an operation.
func (a refusedAsk) request(method, path string) *http.Request {
	r := httptest.NewRequest(method, exampleAddress(path)+a.query, strings.NewReader(a.body))
	r.Host, r.RemoteAddr = "localhost", "127.0.0.1:1"
	if a.client != "" {
		r.RemoteAddr = a.client
	}
	r.Header.Set("Content-Type", "application/json")
	if a.kind != "" {
		r.Header.Set("Content-Type", a.kind)
	}
	r.Header.Set("X", a.long)
	return r
}

// TestRefusalsOfControl asks every operation under /mock in ways that control refuses: the document has the status, and
// for the rules of control its example is what the server answers.
func TestRefusalsOfControl(t *testing.T) {
	open := newServer(t, rest.Options{})
	guarded := newServer(t, rest.Options{Access: newAccess(t, access.Options{Token: "secret"})})
	for path, item := range newContract(t, open).Paths.Map() {
		if !strings.HasPrefix(path, "/mock/") {
			continue
		}
		for method, o := range item.Operations() {
			for _, a := range refusedAsks {
				s := open
				if a.token {
					s = guarded
				}
				if a.isAsked(method) {
					checkRefusal(t, s, o, a, a.request(method, path))
				}
			}
		}
	}
}

// checkRefusal holds the answer to a request to the document of its operation.
func checkRefusal(t *testing.T, s *server, o *openapi3.Operation, a refusedAsk, r *http.Request) {
	t.Helper()
	w := httptest.NewRecorder()
	s.Config.Handler.ServeHTTP(w, r)
	documented := o.Responses.Status(a.status)
	if w.Code != a.status || documented == nil {
		t.Errorf("%s: got %d %.200s, documented: %t; want %d, documented", o.OperationID, w.Code, w.Body,
			documented != nil, a.status)
		return
	}
	if a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
		return
	}
	example := documented.Value.Content["application/json"].Example
	got := response{r.Response, w.Body.Bytes()}.value(t)
	if fmt.Sprint(got) != fmt.Sprint(example) {
		t.Errorf("%s: got %s, want the example %v", o.OperationID, w.Body, example)
	}
}

// TestNoSubscriber holds the examples of a 404 to the answers.
func TestNoSubscriber(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ method, path, at, body string }{
		{http.MethodDelete, "/mock/subscribers/{id}", "/mock/subscribers/s99", ""},
		{http.MethodPost, "/mock/events", "/mock/events", `{"type": "a", "subscriber": "s99", "payload": 1}`},
	} {
		r := s.send(t, tc.method, tc.at, tc.body).expect(t, http.StatusNotFound)
		o := c.Paths.Value(tc.path).GetOperation(tc.method)
		example := o.Responses.Value("404").Value.Content["application/json"].Example
		if got := r.value(t); fmt.Sprint(got) != fmt.Sprint(example) {
			t.Errorf("%s %s: got %v, want the example %v", tc.method, tc.path, got, example)
		}
	}
}
