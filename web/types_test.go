package web_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
)

var update = flag.Bool("update", false, "write the types of the npm package that the document describes")

// TestClientTypes holds the events in client.d.ts to the OpenAPI document, which has them from the table of events.
func TestClientTypes(t *testing.T) {
	checkTypes(t, "client/client.d.ts", "The events", newTypes(t).write("StreamEvent"))
}

// TestControlTypes holds the answers in control.d.ts to the OpenAPI document.
func TestControlTypes(t *testing.T) {
	types := newTypes(t)
	types.nameFaults()
	checkTypes(t, "client/control.d.ts", "The answers", types.write("Clock", "Advanced", "GivenCommands", "Fault",
		"ListedFault", "ProfileEntry", "RemovedFaults", "RunningScenario", "ScenarioEntry", "Subscription", "Delivery",
		"Request", "Cleared", "Created", "Described"))
}

// checkTypes compares the types of a file with those of the document. They are below a line that says so of what.
func checkTypes(t *testing.T, file, what, want string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	below := fmt.Sprintf("// %s, from the OpenAPI document: go test ./web -run %s -update writes what follows.\n", what,
		t.Name())
	head, got, found := strings.Cut(string(text), below)
	if !found {
		t.Fatalf("%s has no line %q", file, below)
	}
	if *update {
		if err := os.WriteFile(file, []byte(head+below+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("%s differs from the document, run with -update: got\n%s\nwant\n%s", file, got, want)
	}
}

// schema is a schema of the document, as far as types depend on it.
type schema struct {
	Ref         string `json:"$ref"`
	Type        any
	Description string
	Enum        []string
	Required    []string
	Properties  map[string]*schema
	Items       *schema
	OneOf       []*schema
	// AdditionalProperties is a schema or a boolean.
	AdditionalProperties any
}

// types writes components of the document in TypeScript.
type types struct {
	components map[string]*schema
	// named holds schemas that the document repeats, by the names that they get.
	named map[string]*schema
	// written holds the components that are written already, and wait lists those that others name.
	written map[string]bool
	wait    []string
	text    strings.Builder
}

func newTypes(tb testing.TB) *types {
	tb.Helper()
	w := httptest.NewRecorder()
	rest.New(rest.Options{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	var document struct {
		Components struct{ Schemas map[string]*schema }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		tb.Fatal(err)
	}
	return &types{
		components: document.Components.Schemas, named: map[string]*schema{}, written: map[string]bool{},
	}
}

// nameFaults names the faults that the document repeats wherever they occur.
func (t *types) nameFaults() {
	t.named["Fault"] = t.components["ProfileEntry"].Properties["faults"].Items
	t.named["ListedFault"] = t.components["FaultList"].Properties["faults"].Items
	maps.Copy(t.components, t.named)
}

// write returns components and all that they need, each behind the first one that names it.
func (t *types) write(names ...string) string {
	for t.wait = names; len(t.wait) > 0; {
		next := t.wait[0]
		t.wait = t.wait[1:]
		if t.written[next] {
			continue
		}
		t.written[next] = true
		s := t.components[next]
		t.text.WriteString("\n" + comment("", s.Description))
		if len(s.OneOf) > 0 {
			fmt.Fprintf(&t.text, "export type %s =%s;\n", next, t.union(s, "\n\t| "))
		} else {
			fmt.Fprintf(&t.text, "export interface %s %s\n", next, t.object(s, strings.HasSuffix(next, "Event")))
		}
	}
	return t.text.String()
}

// comment returns a description as a comment.
func comment(indent, text string) string {
	if text == "" {
		return ""
	}
	return indent + "/** " + text + " */\n"
}

// object returns the fields of an object. Events without an id say so, so that every event can be asked for it.
func (t *types) object(s *schema, isEvent bool) string {
	var text strings.Builder
	text.WriteString("{\n")
	if isEvent && s.Properties["id"] == nil && s.Properties["time"] != nil {
		text.WriteString("\tid?: undefined;\n")
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		optional := "?"
		if slices.Contains(s.Required, name) {
			optional = ""
		}
		property := s.Properties[name]
		text.WriteString(comment("\t", property.Description))
		fmt.Fprintf(&text, "\t%s%s: %s;\n", name, optional, t.of(property))
	}
	return text.String() + "}"
}

// union returns the alternatives of a schema, each behind a mark.
func (t *types) union(s *schema, mark string) string {
	text := ""
	for _, one := range s.OneOf {
		text += mark + t.of(one)
	}
	return text
}

// inline returns the fields of an object on one line.
func (t *types) inline(s *schema) string {
	var fields []string
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		optional := "?"
		if slices.Contains(s.Required, name) {
			optional = ""
		}
		fields = append(fields, name+optional+": "+t.of(s.Properties[name]))
	}
	return "{ " + strings.Join(fields, "; ") + " }"
}

// of returns the type of a schema.
func (t *types) of(s *schema) string {
	for name, one := range t.named {
		if reflect.DeepEqual(s, one) {
			return name
		}
	}
	switch {
	case len(s.OneOf) > 0:
		return strings.TrimPrefix(t.union(s, " | "), " | ")
	case len(s.Properties) > 0:
		return t.inline(s)
	case s.Ref != "":
		name := s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		t.wait = append(t.wait, name)
		return name
	case len(s.Enum) > 0:
		return `"` + strings.Join(s.Enum, `" | "`) + `"`
	}
	switch s.Type {
	case "string", "boolean":
		return fmt.Sprint(s.Type)
	case "integer", "number":
		return "number"
	case "array":
		if item := t.of(s.Items); !strings.Contains(item, " | ") {
			return item + "[]"
		}
		return "(" + t.of(s.Items) + ")[]"
	case "object":
		if values, ok := s.AdditionalProperties.(map[string]any); ok {
			return fmt.Sprintf("Record<string, %s>", map[any]string{nil: "unknown", "string": "string"}[values["type"]])
		}
		return "Record<string, never>"
	default:
		return "unknown"
	}
}
