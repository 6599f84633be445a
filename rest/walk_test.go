package rest_test

import (
	"encoding/json"
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
			if !slices.Contains(elsewhere, o.Tags[0]) && o.Responses.Value("500") != nil {
				w.operations = append(w.operations, operation{method, path, o})
			}
		}
	}
	return w
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
	answer := httptest.NewRecorder()
	w.routes.ServeHTTP(answer, r)
	w.statuses[answer.Code]++
	if fault := w.fault(tb, o, r, answer); fault != "" {
		w.faults = append(w.faults, fmt.Sprintf("%s %s %.300s: got %d: %s", o.method, address, body, answer.Code, fault))
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
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route},
		Status:                 answer.Code, Header: answer.Header(), Options: strictly,
	}
	if err := openapi3filter.ValidateResponse(tb.Context(), given.SetBodyBytes(answer.Body.Bytes())); err != nil {
		return err.Error()
	}
	return ""
}

// exampleAddress returns an address of a path with parameters.
func exampleAddress(path string) string { return strings.NewReplacer("{", "", "}", "").Replace(path) }

// parameter returns the values of a parameter; none where the parameter is left out.
func (w *walk) parameter(p *openapi3.Parameter) []string {
	if p.In == "path" {
		return []string{w.id()}
	}
	switch w.draw.IntN(6) {
	case 0, 1:
		return nil
	case 2:
		return []string{fmt.Sprint(p.Example)}
	case 3:
		return []string{w.odd(), w.odd()}
	default:
		return []string{w.text(p.Name)}
	}
}

// id returns an id: one that works, one at a limit, or none that can be.
func (w *walk) id() string {
	return w.pick("task_123", "node_1234", "任务/%2F", "x", strings.Repeat("x", 128), strings.Repeat("x", 129),
		strings.Repeat("任", 43), "...", "a\x00b", "\xff", "<script>", "ray", "training", "#1", "a,b", " ", "{}")
}

// text returns a value of a parameter that is an instant or a time between two points.
func (w *walk) text(name string) string {
	if name == "step" {
		return w.pick("5s", "1us", "1ns", "0s", "-5s", "1h30m", "100000d", "100001d", "1w", "5", "5m5", "1.5s", "")
	}
	return w.pick("-5m", "now", "now-1h30m", "+10d", "-3650d", "+3650d", "-3660d", "1767225600", "1767225600250",
		"2026-01-01", "2026-01-01T00:00:00 00:00", "9999-12-31T23:59:59Z", "0000-01-01", "2026-02-30", "12", "")
}

// odd returns a text that is rarely right.
func (w *walk) odd() string {
	return w.pick("", " ", "null", "NaN", "-1", "1e999", "\x00", "\xff", "🙂", "[]", "%", strings.Repeat("9", 5000),
		"true", "'; --", "../..")
}

// pick returns one of some texts.
func (w *walk) pick(texts ...string) string { return texts[w.draw.IntN(len(texts))] }

// body returns a body: the example of the document, one made of its schema, or none that is JSON.
func (w *walk) body(content *openapi3.MediaType) string {
	switch w.draw.IntN(8) {
	case 0:
		return w.pick("", "null", "[]", `"x"`, "{", "1", "\xff", `{"nodes":`, `{"a":1}{`)
	case 1:
		text, _ := json.Marshal(content.Example) // it came from JSON
		return string(text)
	}
	text, _ := json.Marshal(w.value(content.Schema.Value)) // it has nothing but what JSON has
	return string(text)
}

// value returns a value for a schema: mostly one that it accepts or that is just beyond a limit.
func (w *walk) value(s *openapi3.Schema) any {
	if w.draw.IntN(8) == 0 {
		return []any{nil, true, -1, 0.5, 1e300, "", "x", []any{}, map[string]any{}, []any{nil}}[w.draw.IntN(10)]
	}
	switch {
	case len(s.AnyOf) > 0:
		return w.value(s.AnyOf[w.draw.IntN(len(s.AnyOf))].Value)
	case s.Type.Is("object"):
		o := map[string]any{}
		for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
			if w.draw.IntN(3) > 0 {
				o[name] = w.value(s.Properties[name].Value)
			}
		}
		return o
	case s.Type.Is("array"):
		return w.list(s)
	case s.Type.Is("integer"), s.Type.Is("number"):
		return []float64{*s.Min, *s.Max, *s.Min - 1, *s.Max + 1, *s.Min / 2, *s.Min + 0.5}[w.draw.IntN(6)]
	case s.Type.Is("null"):
		return nil
	case s.MaxLength != nil:
		return strings.Repeat("x", int(*s.MaxLength)+w.draw.IntN(2))
	default:
		return w.pick("192.168.3.17", "10.0.0.1", "10.0.0.256", "10.0.0.01", "::1", "12", " 7 ", "0.5", w.odd())
	}
}

// list returns a list for a schema, at times just too long.
func (w *walk) list(s *openapi3.Schema) []any {
	length := []int{0, 1, 2, 3, int(*s.MaxItems), int(*s.MaxItems) + 1}[min(w.draw.IntN(40), 5)]
	if w.draw.IntN(4) > 0 {
		length = 1 + w.draw.IntN(3)
	}
	list := make([]any, length)
	for i := range list {
		list[i] = w.value(s.Items.Value)
	}
	return list
}

// TestWalk holds the answers to random requests to the document.
func TestWalk(t *testing.T) {
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
	schema := func(w *walk, component, property string) *openapi3.Schema {
		return w.Components.Schemas[component].Value.Properties[property].Value
	}
	for name, change := range map[string]func(*walk){
		"a status is gone":        func(w *walk) { w.Paths.Value("/train").Post.Responses.Delete("422") },
		"a type is another":       func(w *walk) { schema(w, "TaskStatus", "progress").Type = &openapi3.Types{"string"} },
		"a field is gone":         func(w *walk) { delete(w.Components.Schemas["NodeMetrics"].Value.Properties, "sent") },
		"a maximum is lower":      func(w *walk) { schema(w, "NodeUsage", "cpu_usage").Max = new(1.0) },
		"a word is gone":          func(w *walk) { schema(w, "ClusterNode", "state").Enum = []any{"DEAD"} },
		"a format is another":     func(w *walk) { schema(w, "ConsoleNode", "ip").Format = "date-time" },
		"a field is required":     func(w *walk) { w.Components.Schemas["Refusal"].Value.Required = []string{"code"} },
		"a null has no type":      func(w *walk) { schema(w, "NodeHistory", "task_id").Items.Value.Type = &openapi3.Types{"number"} },
		"the server is at fault":  func(w *walk) { w.routes = http.HandlerFunc(fail) },
		"the answer is not JSON":  func(w *walk) { w.routes = http.HandlerFunc(garble) },
		"the answer has no media": func(w *walk) { w.routes = http.HandlerFunc(unnamed) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWalk(t, 1)
			change(w)
			w.run(t, 1000, 1)
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
