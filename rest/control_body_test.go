package rest_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

// refused sends a body that has to be refused: with a fault at a place, words in its message, and what to use instead.
func (s *server) refused(t *testing.T, method, path, body, loc, words string) {
	t.Helper()
	r := s.send(t, method, path, body).expect(t, http.StatusUnprocessableEntity)
	var refusal struct {
		Detail []struct {
			Loc []string
			Msg string
		}
	}
	r.into(t, &refusal)
	first := refusal.Detail[0]
	if got := strings.Join(first.Loc, " "); got != loc || !strings.Contains(first.Msg, words) {
		t.Errorf("%s %s: got %s: %s, want %s with %q", path, body, got, first.Msg, loc, words)
	}
	example, raw := strings.Contains(first.Msg, "use ") || strings.Contains(first.Msg, "use, ") ||
		strings.Contains(first.Msg, "send, for example, "), false
	for _, word := range []string{"json:", "unmarshal", "struct", "looking for", "RawMessage", "time.Duration", "int64"} {
		raw = raw || strings.Contains(first.Msg, word)
	}
	if !example || raw {
		t.Errorf("%s %s: got %s, want what to use instead, and no words of Go", path, body, first.Msg)
	}
}

// TestBadControlBodies sends durations, instants and numbers that are none, or out of range. Each answer names the
// field.
func TestBadControlBodies(t *testing.T) {
	s := newServer(t, rest.Options{})
	const (
		node    = `"node_id": "#2"`
		until   = `{"until": {"type": "node_state"}, "most": `
		advance = "POST /mock/clock/advance"
	)
	for _, tc := range []struct{ request, body, loc, words string }{
		{"PUT /mock/clock", `{"speed": "10"}`, "body speed", "of type string, where a number"},
		{"PUT /mock/clock", `{"speed": NaN}`, "body", `behind "{\"speed\": " comes "NaN}"`},
		{"PUT /mock/clock", `{"speed": -Infinity}`, "body", `comes "Infinity}"`},
		{"PUT /mock/clock", `{"speed": 10`, "body", `it ends behind "{\"speed\": 10"`},
		{"PUT /mock/clock", `{"speed": 10]`, "body", `comes "]"`},
		{"PUT /mock/clock", `{"speed": -1}`, "body speed", "from 0"},
		{"PUT /mock/clock", `{"speed": 1e400}`, "body speed", "1e400, where a number"},
		{"PUT /mock/clock", `{"speed": 1e300}`, "body speed", "to 10000"},
		{"PUT /mock/clock", `{"paused": "yes"}`, "body paused", "where true or false"},
		{"PUT /mock/clock", `{"sped": 1}`, "body sped", "use speed, paused"},
		{advance, `{"by": 30}`, "body by", "of type number, where a text"},
		{advance, `{"by": "soon"}`, "body by", `"soon" is not a duration`},
		{advance, `{"by": "NaN"}`, "body by", `"NaN" is not a duration`},
		{advance, `{"by": "30"}`, "body by", `"30" is not a duration`},
		{advance, `{"by": "-30s"}`, "body by", "-30s at "},
		{advance, `{"by": "90000000000h"}`, "body by", "is not a duration"},
		{advance, `{"by": "99999d"}`, "body by", "POST /mock/clock/seek"},
		{advance, `{"by": "1ns"}`, "body by", "is not a multiple of"},
		{advance, `{"ticks": "30"}`, "body ticks", `where a whole number belongs: send, for example, {"ticks": 30}`},
		{advance, `{"ticks": 1.5}`, "body ticks", "number 1.5, where a whole number"},
		{advance, `{"ticks": 1e30}`, "body ticks", "number 1e30"},
		{advance, `{"ticks": -3}`, "body ticks", "-3 ticks are not from 1"},
		{advance, `{"until": 7}`, "body until", "of type number"},
		{advance, `{"until": {"type": 7}}`, "body until", "node_state"},
		{advance, `{"until": {"type": "node_state", "node_id": 7}}`, "body until node_id", "an id is a text"},
		{advance, `{"until": {"type": "task_update", "task_id": "#99"}}`, "body until task_id", "there is no task_id"},
		{advance, until + `"soon"}`, "body most", `"soon" is not a duration`},
		{advance, until + `600}`, "body most", `"most": "10m"`},
		{advance, until + `"-10m"}`, "body most", "-10m at "},
		{"POST /mock/clock/seek", `{"to": 7}`, "body to", "where a text"},
		{"POST /mock/clock/seek", `{"to": "soonish"}`, "body to", `"soonish" is not an instant`},
		{"POST /mock/clock/seek", `{"to": ""}`, "body to", "is not an instant"},
		{"POST /mock/clock/seek", `{"to": "+99999d"}`, "body to", "more than ten years"},
		{"POST /mock/commands", `{"fail_node": {` + node + `, "for": "-2m"}}`, "body fail_node for", "for is -2m0s"},
		{"POST /mock/commands", `{"fail_node": {` + node + `, "for": "99999d"}}`, "body fail_node for", "ten years"},
		{"POST /mock/commands", `{"fail_node": {` + node + `, "for": 120}}`, "body fail_node for", "120 is not a duration"},
		{"POST /mock/commands", `[{"diverge": {"task_id": "#1"}}, {"drain_node": {` + node + `, "for": "1"}}]`,
			"body 1 drain_node for", `"1" is not a duration`},
		{"POST /mock/commands", `{"fail_node": {"node": "#2"}}`, "body fail_node node", "use node_id, for"},
		{"POST /mock/commands", `{"fail_node": 7}`, "body fail_node", "7 is no object"},
		{"POST /mock/commands", `{"slow_node": {` + node + `, "factor": -1}}`, "body slow_node factor", "1 to 100"},
		{"POST /mock/commands", `{"at": 7, "fail_node": {` + node + `}}`, "body at", "where a text"},
		{"POST /mock/commands", `{"at": "", "fail_node": {` + node + `}}`, "body at", "no instant"},
		{"POST /mock/commands", `{"at": "soonish", "fail_node": {` + node + `}}`, "body at", "is not an instant"},
		{"POST /mock/commands", `[{"fail_node": {` + node + `}}, {"at": "+99999d", "fail_node": {` + node + `}}]`,
			"body 1 at", "more than ten years"},
		{"POST /mock/commands", `[{"fail_node": {` + node + `}}, 7]`, "body 1", "an object with one verb"},
		{"PUT /mock/scenario", `{"seed": -1}`, "body seed", "where a whole number from 0"},
		{"PUT /mock/scenario", `{"seed": "7"}`, "body seed", `{"seed": 7}`},
		{"PUT /mock/scenario", `{"seed": 9007199254740992}`, "body seed", "above 9007199254740991"},
		{"PUT /mock/scenario", `{"seed": 99999999999999999999}`, "body seed", "where a whole number from 0"},
		{"PUT /mock/scenario", `{"start": 7}`, "body start", "where a text"},
		{"PUT /mock/scenario", `{"start": "soonish"}`, "body start", "is not an instant"},
		{"PUT /mock/scenario", `{"start": "0001-01-01"}`, "body start", "the year 1 is not"},
		{"PUT /mock/scenario", `{"start": "9999-01-01"}`, "body start", "the year 9999 is not"},
		{"POST /mock/events", `{"type": 7, "topic": "logs", "payload": 1}`, "body type", "where a text"},
	} {
		method, path, _ := strings.Cut(tc.request, " ")
		s.refused(t, method, path, tc.body, tc.loc, tc.words)
	}
}

// TestBadVerbValues sends every value of every verb in JSON of other kinds.
func TestBadVerbValues(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, usage := range model.Verbs {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(usage.Zero)) {
			bad := []string{"[7]", "true", `{"a": {}}`}
			switch kind := f.Type.Kind(); {
			case f.Type == reflect.TypeFor[time.Duration]():
				bad = append(bad, `"soon"`, `"NaN"`, `""`, "7", "-1.5", "1e400", `"90000000000h"`)
			case kind == reflect.Int, kind == reflect.Int64:
				bad = append(bad, `"3"`, "1.5", "1e30", `"NaN"`)
			case kind == reflect.Float64:
				bad = append(bad, `"3"`, "1e400", `"NaN"`)
			case kind == reflect.Map:
				bad = []string{"[7]", "true", "7", `"a"`}
			default:
				bad = append(bad, "7")
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			for _, value := range bad {
				body := fmt.Sprintf(`{%q: {%q: %s}}`, usage.Zero.Key(), name, value)
				s.refused(t, http.MethodPost, "/mock/commands", body, "body "+usage.Zero.Key()+" "+name, name+": ")
			}
		}
	}
}
