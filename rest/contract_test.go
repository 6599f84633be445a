package rest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"trainmock/rest"
)

// contract is the OpenAPI document of a server, and finds the routes in it.
type contract struct {
	*openapi3.T
	router routers.Router
}

// contracts holds the documents that were read already, by their text: to validate one takes a tenth of a second, and
// ten times as long with the race detector.
var contracts = struct {
	mu   sync.Mutex
	read map[string]contract
}{read: map[string]contract{}}

// newContract returns the document of a server, which has to be valid.
func newContract(tb testing.TB, s *server) contract {
	tb.Helper()
	text := s.get(tb, "/openapi.json").expect(tb, http.StatusOK).body
	contracts.mu.Lock()
	defer contracts.mu.Unlock()
	c, known := contracts.read[string(text)]
	if !known {
		c = readContract(tb, text)
		if err := c.Validate(tb.Context(), openapi3.EnableExamplesValidation(),
			openapi3.EnableSchemaFormatValidation()); err != nil {
			tb.Fatalf("got %v, want a valid document", err)
		}
		contracts.read[string(text)] = c
	}
	return c
}

// loadContract returns the document of a server, which a test may change.
func loadContract(tb testing.TB, s *server) contract {
	tb.Helper()
	return readContract(tb, s.get(tb, "/openapi.json").expect(tb, http.StatusOK).body)
}

func init() {
	// To the document these are text, also where kin-openapi could read more in it.
	for _, kind := range []string{"application/x-ndjson", "application/yaml"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
}

// readContract reads a document.
func readContract(tb testing.TB, text []byte) contract {
	tb.Helper()
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		tb.Fatal(err)
	}
	document.Servers = nil // kin-openapi would look for paths behind the relative address
	router, err := gorillamux.NewRouter(document)
	if err != nil {
		tb.Fatal(err)
	}
	return contract{document, router}
}

// strictly holds values to everything that a schema says.
var strictly = &openapi3filter.Options{
	IncludeResponseStatus: true, MultiError: true,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.EnableFormatValidation()},
}

// check holds an answer to the document.
func (c contract) check(tb testing.TB, r response) {
	tb.Helper()
	asked := r.Request.Clone(tb.Context())
	asked.URL = &url.URL{Path: strings.TrimSuffix(asked.URL.Path, "/"), RawQuery: asked.URL.RawQuery}
	if asked.Method == http.MethodHead {
		asked.Method = http.MethodGet
	}
	if asked.GetBody != nil {
		asked.Body, _ = asked.GetBody()
	}
	route, parameters, err := c.router.FindRoute(asked)
	if err != nil {
		tb.Fatalf("%s: %v", r.Request.URL, err)
	}
	question := &openapi3filter.RequestValidationInput{
		Request: asked, PathParams: parameters, Route: route, Options: strictly,
	}
	if err := openapi3filter.ValidateRequest(tb.Context(), question); err != nil && r.StatusCode == http.StatusOK {
		tb.Errorf("%s: got 200, want the refusal of the document: %v", r.Request.URL, err)
	}
	answer := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: question, Status: r.StatusCode, Header: r.Header, Options: strictly,
	}
	if err := openapi3filter.ValidateResponse(tb.Context(), answer.SetBodyBytes(r.body)); err != nil {
		tb.Errorf("%s: %v", r.Request.URL, err)
	}
}

// checkError holds an error to the schema of errors. Unlike check it does for routes that the document does not have.
func (c contract) checkError(tb testing.TB, r response) {
	tb.Helper()
	schema := c.Paths.Value("/health").Get.Responses.Value("422").Value.Content.Get("application/json").Schema
	var v any
	if err := json.Unmarshal(r.body, &v); err != nil {
		tb.Fatalf("%s: %v in %.300s", r.Request.URL, err, r.body)
	}
	if err := schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()); err != nil {
		tb.Errorf("%s: %v", r.Request.URL, err)
	}
}

// monitorPaths lists the service's documented examples.
var monitorPaths = []string{
	"/monitor/ray/cluster/node",
	"/monitor/ray/cluster/status",
	"/monitor/training/task_123",
	"/monitor/ray/cluster/node/node_1234/metrics",
}

func TestContract(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, path := range append(monitorPaths, "/health") {
		for _, end := range []string{
			"", "/", "?at=-5m", "/?at=-5m", "?at=%2B1h", "?at=2026-01-01T00:00:00%2B00:00", "?at=", "?at", "?at&x",
			"?x&at=-5m",
			"?unknown=1",
		} {
			c.check(t, s.get(t, path+end).expect(t, http.StatusOK))
		}
	}
}

// TestAccept asks for other content types: every answer is JSON.
func TestAccept(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, accepted := range []string{
		"text/html", "*/*", "application/json;q=0.5", "json", "application/cbor", "nonsense",
	} {
		s.do(t, http.MethodGet, monitorPaths[0], http.Header{"Accept": {accepted}}).expect(t, http.StatusOK)
	}
}

// TestContractOfScenarios holds the answers of several scenarios to the document: each brings other fields and states.
func TestContractOfScenarios(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, scenario := range []string{"chaos", "steady", "empty", "outage"} {
		t.Run(scenario, func(t *testing.T) {
			src := newSource(t, scenario, 11)
			s := newServer(t, rest.Options{Find: src.find})
			c := newContract(t, s)
			for _, at := range []string{"-7d", "-5m", "+0s", "+90s", "+1000d"} {
				end := "?at=" + url.QueryEscape(at)
				c.check(t, s.get(t, monitorPaths[0]+end).expect(t, http.StatusOK))
				c.check(t, s.get(t, monitorPaths[1]+end).expect(t, http.StatusOK))
				for _, task := range src.world.At(src.now).Tasks() {
					c.check(t, s.get(t, "/monitor/training/"+task.TaskID+end).expect(t, http.StatusOK))
				}
				for _, node := range src.world.At(src.now).Nodes() {
					c.check(t, s.get(t, "/monitor/ray/cluster/node/"+node.ID+"/metrics"+end).expect(t, http.StatusOK))
				}
			}
		})
	}
}

func TestDocument(t *testing.T) {
	c := newContract(t, newServer(t, rest.Options{Version: "1.2.3"}))
	if !strings.HasPrefix(c.OpenAPI, "3.1") || c.Info.Title != "trainmock" || c.Info.Version != "1.2.3" {
		t.Errorf("got OpenAPI %s of %s %s, want 3.1 of trainmock 1.2.3", c.OpenAPI, c.Info.Title, c.Info.Version)
	}
	for path, item := range c.Paths.Map() {
		for method, operation := range item.Operations() {
			if operation.Summary == "" || operation.OperationID == "" {
				t.Errorf("%s %s: got %q and %q, want a summary and an id",
					method, path, operation.Summary, operation.OperationID)
			}
		}
	}
	// Optional values are left out, so that nothing on the wire is null.
	for name, schema := range c.Components.Schemas {
		for property, value := range schema.Value.Properties {
			if value.Value.Type.Includes("null") {
				t.Errorf("%s.%s: got a type with null, want one without", name, property)
			}
		}
	}
}
