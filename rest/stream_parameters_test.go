package rest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"trainmock/rest"
	"trainmock/stream/ask"
)

// streamValues lists values of the parameters of a stream: those at and beyond each limit, and of wrong types.
var streamValues = map[string][]string{
	"topics":   {"nodes", "nodes,training,cluster,tasks,logs", "node", "NODES", "nodes,x", "1"},
	"task_id":  {"task_123", strings.Repeat("x", 128), strings.Repeat("x", 129), ".", "..", "...", "a\x00", "任务"},
	"node_id":  {"node_1234", strings.Repeat("任", 43), "a b", "\x7f", "a,b"},
	"interval": {"1s", "5s", "1m30s", "1d", "24h", "5", "x", "1s1", "-"},
	"since":    {"9f3ab2c1:1042:3", "9f3ab2c1.61b41c:-3:0", "9f3ab2c1", "9f3ab2c1:1042", "x:1:2", "9F3AB2C1:1:2"},
	"snapshot": {"true", "false", "yes", "2", "null"},
	"on_slow":  {"gap", "close", "open", "CLOSE"},
	"limit":    {"1", "20", "1000000", "0", "-1", "1000001", "1.5", "x"},
	"for":      {"1ms", "5s", "24h", "1d", "5", "x", "1h1"},
	"events":   {"named", "unnamed", "NAMED"},
}

// freely lists the parameters whose schema accepts more than the server: a multiple of the tick, and ends of a
// duration, have no form in a schema.
var freely = map[string]bool{"interval": true, "for": true, "task_id": true, "node_id": true}

// TestStreamParameters compares what the document says of the parameters of a stream with what the server accepts.
func TestStreamParameters(t *testing.T) {
	c := newContract(t, newServer(t, rest.Options{}))
	tested := map[string]bool{"last_event_id": true, "Last-Event-ID": true} // any text leads to a gap
	for name, values := range streamValues {
		tested[name] = true
		p := c.Paths.Value("/stream/sse").Get.Parameters.GetByInAndName("query", name)
		for _, text := range values {
			r := httptest.NewRequest(http.MethodGet, "/stream/sse?"+url.Values{name: {text}}.Encode(), nil)
			_, refused := ask.Subscribe(r, time.Second)
			described := p.Schema.Value.VisitJSON(valueOf(p, text), openapi3.EnableJSONSchema2020())
			if described != nil && refused == nil || described == nil && refused != nil && !freely[name] {
				t.Errorf("%s=%s: the server answers %v, and the document %v, want both to agree",
					name, text, refused, described)
			}
		}
	}
	for _, p := range c.Paths.Value("/stream/sse").Get.Parameters {
		if !tested[p.Value.Name] {
			t.Errorf("got the parameter %s without a test, want some values", p.Value.Name)
		}
	}
}

// valueOf returns the JSON that stands for the text of a parameter.
func valueOf(p *openapi3.Parameter, text string) any {
	var v any
	switch schema := p.Schema.Value; {
	case schema.Type.Is("array") && p.Explode != nil && !*p.Explode:
		list := []any{}
		for item := range strings.SplitSeq(text, ",") {
			list = append(list, item)
		}
		return list
	case schema.Type.Is("array"):
		return []any{text}
	case schema.Type.Is("string") || json.Unmarshal([]byte(text), &v) != nil:
		return text
	}
	return v
}
