package rest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"trainmock/rest"
	"trainmock/stream/model"
)

// operations calls a function for each operation of the document, in order.
func (c contract) operations(do func(route string, o *openapi3.Operation)) {
	paths := c.Paths.Map()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		methods := paths[path].Operations()
		for _, method := range slices.Sorted(maps.Keys(methods)) {
			do(method+" "+path, methods[method])
		}
	}
}

// generatedNames are what generators of clients append to the id of an operation, for types beside its function.
var generatedNames = []string{
	"", "params", "body", "request", "response", "responses", "result", "data", "error", "errors", "jsonbody",
}

// TestOperationIDs checks that ids are words of a person, and that no generator makes a name of them that another id or
// a component has: some drop separators, all change the case of letters.
func TestOperationIDs(t *testing.T) {
	c := newContract(t, newServer(t, rest.Options{}))
	words, taken := regexp.MustCompile(`^[a-z]+([A-Z][a-z]*)*$`), map[string]string{}
	for name := range c.Components.Schemas {
		taken[strings.ToLower(name)] = name
	}
	c.operations(func(route string, o *openapi3.Operation) {
		if !words.MatchString(o.OperationID) || len(o.OperationID) > 25 {
			t.Errorf("%s: got the id %q, want a few words in camel case", route, o.OperationID)
		}
		for _, end := range generatedNames {
			name := strings.ToLower(o.OperationID) + end
			if other, ok := taken[name]; ok {
				t.Errorf("%s: the id %s makes the name %s, which %s has", route, o.OperationID, name, other)
			}
			taken[name] = o.OperationID
		}
	})
}

// TestRefusals checks that every error is described by the one component, in words and by an example of its own.
func TestRefusals(t *testing.T) {
	c := newContract(t, newServer(t, rest.Options{}))
	count, statuses := 0, map[string]string{}
	c.operations(func(route string, o *openapi3.Operation) {
		for status, r := range o.Responses.Map() {
			if status < "400" {
				continue
			}
			count++
			content := r.Value.Content.Get("application/json")
			if content == nil || content.Schema.Ref != "#/components/schemas/Refusal" || *r.Value.Description == "" {
				t.Errorf("%s: the response %s is not described by Refusal and in words", route, status)
				continue
			}
			example, _ := json.Marshal(content.Example) // it came from JSON
			if other, ok := statuses[string(example)]; len(example) < len(`{"detail":"x"}`) || ok && other != status {
				t.Errorf("%s: got the example %s for %s and for %q, want one for each status",
					route, example, status, other)
			}
			statuses[string(example)] = status
		}
	})
	if count < 100 {
		t.Errorf("got %d errors, want 100 or more", count)
	}
}

// TestExamplesAnswer asks every operation with the examples of the document. All answer, but for those that delete a task
// or close a connection that a client has to start first.
func TestExamplesAnswer(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	c.operations(func(route string, o *openapi3.Operation) {
		if o.Responses.Value("500") == nil || isEndless(o) {
			return // another server has it, or it goes on
		}
		method, address, _ := strings.Cut(route, " ")
		address += "?"
		for _, p := range o.Parameters {
			example := fmt.Sprint(p.Value.Example)
			if list, ok := p.Value.Example.([]any); ok {
				example = fmt.Sprint(list[0])
			}
			if p.Value.In == "query" {
				address += p.Value.Name + "=" + example + "&"
			}
			address = strings.Replace(address, "{"+p.Value.Name+"}", example, 1)
		}
		body := ""
		if o.RequestBody != nil {
			text, _ := json.Marshal(o.RequestBody.Value.Content.Get("application/json").Example) // it came from JSON
			body = string(text)
		}
		want := http.StatusOK
		if o.OperationID == "deleteTask" || o.OperationID == "closeSubscriber" {
			want = http.StatusNotFound
		}
		if o.Responses.Value("201") != nil {
			want = http.StatusCreated
		}
		r := s.send(t, method, address, body)
		if r.StatusCode != want {
			t.Errorf("%s: got %d %.300s, want %d", o.OperationID, r.StatusCode, r.body, want)
		}
		c.check(t, r)
	})
}

// TestTruthOfExamples compares examples of refusals with what the server answers.
func TestTruthOfExamples(t *testing.T) {
	busy := newServer(t, rest.Options{Exclusive: true})
	readers := newServer(t, rest.Options{})
	c := newContract(t, readers)
	for _, tc := range []struct {
		server             *server
		method, path, body string
		status             int
	}{
		{readers, "GET", "/monitor/training/task_123?at=yesterday-ish", "", 422},
		{readers, "GET", "/monitor/ray/cluster/node/x/metrics/history?at=yesterday-ish", "", 422},
		{readers, "GET", "/health?%zz", "", 422},
		{readers, "GET", "/monitor/training/%00", "", 404},
		{readers, "GET", "/monitor/ray/cluster/node/%00/metrics", "", 404},
		{readers, "DELETE", "/tasks/none", "", 404},
		{readers, "POST", "/train", `{"parameters": {"num_rounds": 0}}`, 422},
		{readers, "POST", "/cluster/add-nodes", `{"nodes": ["node_4821"]}`, 422},
		{readers, "POST", "/cluster/validate-nodes", `{`, 422},
		{readers, "POST", "/train", strings.Repeat(" ", 1<<20+1), 413},
		{readers, "GET", "/health?x=" + strings.Repeat("x", 64<<10), "", 431},
		{busy, "POST", "/train", `{}`, 409},
	} {
		r := tc.server.send(t, tc.method, tc.path, tc.body).expect(t, tc.status)
		route, _, err := c.router.FindRoute(r.Request)
		if err != nil {
			t.Fatal(err)
		}
		documented := route.Operation.Responses.Value(fmt.Sprint(tc.status))
		if documented == nil {
			t.Errorf("%s %.100s: got %d, want a status of the document", tc.method, tc.path, tc.status)
			continue
		}
		example, _ := json.Marshal(documented.Value.Content.Get("application/json").Example) // it came from JSON
		var got any
		r.into(t, &got)
		if answered, _ := json.Marshal(got); string(answered) != string(example) { // it came from JSON
			t.Errorf("%s %.100s: got\n%s\nwant the example\n%s", tc.method, tc.path, answered, example)
		}
	}
}

// TestServers checks where the document leads: to paths beside it, without a key.
func TestServers(t *testing.T) {
	var document struct {
		Servers  []struct{ URL string }
		Security []any
	}
	newServer(t, rest.Options{}).get(t, "/openapi.json").expect(t, http.StatusOK).into(t, &document)
	// A slash behind the dot means the same, but is an error to linters.
	if len(document.Servers) != 1 || document.Servers[0].URL != "." {
		t.Errorf("got the servers %v, want one that is relative to the document", document.Servers)
	}
	if document.Security == nil || len(document.Security) > 0 {
		t.Errorf("got the security %v, want an empty list", document.Security)
	}
}

// TestStreamEvent holds the messages of the streams in the document to the table of events.
func TestStreamEvent(t *testing.T) {
	c := newContract(t, newServer(t, rest.Options{}))
	union := c.Components.Schemas["StreamEvent"].Value
	rows := slices.Concat(model.ConnectionTypes, model.EventTypes)
	if len(union.OneOf) != len(rows) || union.Discriminator.PropertyName != "type" {
		t.Errorf("got %d types told apart by %s, want %d by type", len(union.OneOf), union.Discriminator.PropertyName,
			len(rows))
	}
	for i, row := range rows {
		event := union.OneOf[i]
		if event.Ref != union.Discriminator.Mapping[row.Type].Ref ||
			event.Value.Properties["type"].Value.Enum[0] != row.Type {
			t.Errorf("got %s in place %d, want the component of %s", event.Ref, i, row.Type)
		}
		if _, hasID := event.Value.Properties["id"]; hasID != row.HasID() {
			t.Errorf("%s: got an id: %t, want %t", row.Type, hasID, row.HasID())
		}
	}
	for path, place := range map[string][2]string{
		"/stream/sse": {"200", "text/event-stream"}, "/events": {"200", "text/event-stream"},
		"/stream/ws": {"101", "application/json"}, "/ws": {"101", "application/json"},
	} {
		r := c.Paths.Value(path).Get.Responses.Value(place[0]).Value
		if got := r.Content.Get(place[1]).Schema.Ref; got != "#/components/schemas/StreamEvent" {
			t.Errorf("%s: got %s, want StreamEvent", path, got)
		}
	}
}
