package rest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

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
