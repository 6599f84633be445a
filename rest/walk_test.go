package rest_test

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"

	"trainmock/rest"
)

var (
	walkRequests = flag.Int("walk.requests", 1000, "requests of the random walk over the document")
	walkSeed     = flag.Uint64("walk.seed", 1, "seed of the random walk over the document")
)

// walk asks for random operations of the document, with good, missing, extreme and wrong values, and reports answers
// that the document does not have.
type walk struct {
	contract
	routes     http.Handler
	operations []operation
	draw       *rand.Rand
	// reset takes back what the requests changed.
	reset func()
	// statuses counts the answers by status.
	statuses map[int]int
	faults   []string
}

// operation is a route of the document.
type operation struct {
	method, path string
	*openapi3.Operation
}

// newWalk returns a walk over the document of a server, for the operations that the server has.
func newWalk(tb testing.TB, seed uint64) *walk {
	tb.Helper()
	src := newSource(tb, "demo", 7)
	s := newServer(tb, rest.Options{Find: src.find})
	w := &walk{
		contract: loadContract(tb, s), routes: s.Config.Handler, draw: rand.New(rand.NewPCG(seed, 13)),
		statuses: map[int]int{},
	}
	before := src.world
	w.reset = func() { src.world, src.log = before, nil }
	elsewhere := []string{"stream", "dashboards"}
	paths := w.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		methods := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			o := methods[method]
			if !slices.Contains(elsewhere, o.Tags[0]) && o.Responses.Value("500") != nil && !isEndless(o) {
				w.operations = append(w.operations, operation{method, path, o})
			}
		}
	}
	return w
}

// isEndless reports whether an operation answers with server-sent events.
func isEndless(o *openapi3.Operation) bool {
	good := o.Responses.Value("200")
	return good != nil && good.Value.Content["text/event-stream"] != nil
}

// run sends a number of requests, or fewer if that is enough faults.
func (w *walk) run(tb testing.TB, requests, faults int) {
	tb.Helper()
	for i := range requests {
		if len(w.faults) == faults {
			return
		}
		if i%50 == 0 {
			w.reset()
		}
		o := w.operations[w.draw.IntN(len(w.operations))]
		w.step(tb, o)
	}
}

// step sends a request to an operation and holds the answer to the document.
func (w *walk) step(tb testing.TB, o operation) {
	tb.Helper()
	path, query := o.path, url.Values{}
	for _, p := range o.Parameters {
		values := w.parameter(p.Value)
		if p.Value.In == "path" {
			path = strings.Replace(path, "{"+p.Value.Name+"}", url.PathEscape(strings.Join(values, ",")), 1)
		} else if values != nil {
			query[p.Value.Name] = values
		}
	}
	address := path + "?" + query.Encode() + w.pick("", "", "", "", "&x=1", "&%zz", "&at%5B%5D=1", "&From=-1h")
	body := ""
	if o.RequestBody != nil {
		body = w.body(o.RequestBody.Value.Content.Get("application/json"))
	}
	r := httptest.NewRequest(o.method, address, strings.NewReader(body))
	r.RemoteAddr, r.Host = "127.0.0.1:1", "localhost" // Only clients on this machine may use /mock.
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	w.routes.ServeHTTP(answer, r)
	w.statuses[answer.Code]++
	if fault := w.fault(tb, o, r, answer); fault != "" {
		asked := fmt.Sprintf("%s %s %.300s", o.method, address, body)
		w.faults = append(w.faults, fmt.Sprintf("%s: got %d: %s", asked, answer.Code, fault))
	}
}

// fault returns what the document does not have of an answer, or "".
func (w *walk) fault(tb testing.TB, o operation, r *http.Request, answer *httptest.ResponseRecorder) string {
	tb.Helper()
	documented := o.Responses.Value(fmt.Sprint(answer.Code))
	switch {
	case documented == nil:
		return "the status is not documented"
	case answer.Code >= 500 && answer.Code != http.StatusServiceUnavailable:
		return "the server is at fault"
	}
	route, parameters, err := w.router.FindRoute(httptest.NewRequest(o.method, exampleAddress(o.path), nil))
	if err != nil {
		tb.Fatalf("%s: %v", o.path, err)
	}
	given := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: r, PathParams: parameters, Route: route,
		},
		Status: answer.Code, Header: answer.Header(), Options: strictly,
	}
	if err := openapi3filter.ValidateResponse(tb.Context(), given.SetBodyBytes(answer.Body.Bytes())); err != nil {
		return err.Error()
	}
	return ""
}

// exampleAddress returns an address of a path with parameters.
func exampleAddress(path string) string { return strings.NewReplacer("{", "", "}", "").Replace(path) }

// TestWalk holds the answers to random requests to the document.
func TestWalk(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	w := newWalk(t, *walkSeed)
	w.run(t, *walkRequests, 20)
	for _, fault := range w.faults {
		t.Error(fault)
	}
	t.Logf("%d faults in %d answers by status: %v", len(w.faults), *walkRequests, w.statuses)
	for _, status := range []int{200, 404, 422} {
		if w.statuses[status] < *walkRequests/100 {
			t.Errorf("got %d answers with %d, want 1 in 100 or more", w.statuses[status], status)
		}
	}
}

// TestWalkReports changes the document on purpose: the walk reports answers that no longer fit.
func TestWalkReports(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	component := func(w *walk, name string) *openapi3.Schema { return w.Components.Schemas[name].Value }
	schema := func(w *walk, name, property string) *openapi3.Schema {
		return component(w, name).Properties[property].Value
	}
	text, number := &openapi3.Types{"string"}, &openapi3.Types{"number"}
	for name, change := range map[string]func(*walk){
		"a status is gone":        func(w *walk) { w.Paths.Value("/train").Post.Responses.Delete("422") },
		"a type is another":       func(w *walk) { schema(w, "TaskStatus", "progress").Type = text },
		"a field is gone":         func(w *walk) { delete(component(w, "NodeMetrics").Properties, "sent") },
		"a maximum is lower":      func(w *walk) { schema(w, "NodeUsage", "cpu_usage").Max = new(1.0) },
		"a word is gone":          func(w *walk) { schema(w, "ClusterNode", "state").Enum = []any{"DEAD"} },
		"a format is another":     func(w *walk) { schema(w, "ConsoleNode", "ip").Format = "date-time" },
		"a field is required":     func(w *walk) { component(w, "Refusal").Required = []string{"code"} },
		"a null has no type":      func(w *walk) { schema(w, "NodeHistory", "task_id").Items.Value.Type = number },
		"the server is at fault":  func(w *walk) { w.routes = http.HandlerFunc(fail) },
		"the answer is not JSON":  func(w *walk) { w.routes = http.HandlerFunc(garble) },
		"the answer has no media": func(w *walk) { w.routes = http.HandlerFunc(unnamed) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWalk(t, 1)
			change(w)
			w.run(t, 3000, 1)
			if len(w.faults) == 0 {
				t.Errorf("got no fault in %v, want some", w.statuses)
			}
		})
	}
}

func fail(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusInternalServerError)
	w.Write([]byte(`{"detail": "Internal Server Error"}`))
}

func garble(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Write([]byte(`{"detail": `))
}

func unnamed(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain")
	w.Write([]byte(`{}`))
}
