package web_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"trainmock/rest"
)

var update = flag.Bool("update", false, "write the types of client.d.ts that the document describes")

// typesBelow is the line of client.d.ts below which every type comes from the document.
const typesBelow = "// The events, from the OpenAPI document: " +
	"go test ./web -run TestClientTypes -update writes what follows.\n"

// TestClientTypes holds the events in client.d.ts to the OpenAPI document, which has them from the table of events.
func TestClientTypes(t *testing.T) {
	const file = "client/client.d.ts"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, got, found := strings.Cut(string(text), typesBelow)
	if !found {
		t.Fatalf("client.d.ts has no line %q", typesBelow)
	}
	want := newTypes(t).write("StreamEvent")
	if *update {
		if err := os.WriteFile(file, []byte(head+typesBelow+want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want {
		t.Errorf("client.d.ts differs from the document, run with -update: got\n%s\nwant\n%s", got, want)
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
}

// types writes components of the document in TypeScript.
type types struct {
	components map[string]*schema
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
	return &types{components: document.Components.Schemas, written: map[string]bool{}}
}

// write returns a component and all that it needs, each behind the first one that names it.
func (t *types) write(name string) string {
	for t.wait = []string{name}; len(t.wait) > 0; {
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
	if isEvent && s.Properties["id"] == nil {
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

// of returns the type of a schema.
func (t *types) of(s *schema) string {
	switch {
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
		if item := t.of(s.Items); !strings.Contains(item, " ") {
			return item + "[]"
		}
		return "(" + t.of(s.Items) + ")[]"
	case "object":
		return "Record<string, never>"
	default:
		return "unknown"
	}
}
