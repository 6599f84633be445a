package app

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

var update = flag.Bool("update", false, "write the recipes' samples of events instead of comparing them")

// sampleFlags are the flags of the run from which the samples are. Time in a bubble begins in the year 2000.
var sampleFlags = []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z", "--token", "secret"}

// TestSamples holds the recipes' sample of every type of event against a run of the program. A type without a sample,
// and a sample without a type, are failures.
func TestSamples(t *testing.T) {
	got := map[string]json.RawMessage{}
	inBubbleToEnd(t, func(t *testing.T, l pipes, end func()) {
		all := l.follow(t, "?topics=cluster,nodes,tasks,logs,training")
		keep(t, got, all, model.EventHello, model.EventSnapshot)
		keep(t, got, all, model.EventTypes...)
		// On a stream on which nothing happens.
		keep(t, got, l.follow(t, "?topics=tasks&task_id=task_123&snapshot=false"), model.EventHeartbeat)
		keep(t, got, l.follow(t, "?since=0badc0de:12:3"), model.EventGap)
		talk := l.follow(t, "?topics=tasks&snapshot=false", `{"type":"ping"}`, `{"type":"pong?"}`)
		keep(t, got, talk, model.EventPong, model.EventError)
		l.pause(t)
		keep(t, got, talk, model.EventClock)
		end()
		keep(t, got, talk, model.EventBye)
	}, sampleFlags...)
	text := encodeSamples(t, got)
	file := filepath.Join("..", "..", "..", "web", "recipes", "events.json")
	if *update {
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, want) {
		t.Errorf("events.json is not what the program sends (go test ./cmd/trainmock/app -run TestSamples -update "+
			"writes it):\n%s", text)
	}
}

// sampleFeed is a WebSocket of a bubble.
type sampleFeed struct{ conn *websocket.Conn }

// follow subscribes until the test ends, and sends messages.
func (l pipes) follow(t *testing.T, query string, messages ...string) sampleFeed {
	t.Helper()
	dialer := &websocket.Dialer{NetDialContext: l.dial}
	conn, _, err := dialer.DialContext(context.Background(), "ws://localhost/stream/ws"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	for _, m := range messages {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	return sampleFeed{conn}
}

// pause pauses the world.
func (l pipes) pause(t *testing.T) {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DialContext: l.dial, DisableKeepAlives: true}}
	request, err := http.NewRequest(http.MethodPut, "http://localhost/mock/clock", strings.NewReader(`{"speed": 0}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer secret")
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the pause: got %s, want 200", answer.Status)
	}
}

// keep reads a feed until every one of the types has a sample: the first message of the type.
func keep(t *testing.T, samples map[string]json.RawMessage, f sampleFeed, types ...*model.EventType) {
	t.Helper()
	missing := len(types)
	for missing > 0 {
		_, body, err := f.conn.ReadMessage()
		if err != nil {
			t.Fatalf("%v, and %d of the types are missing", err, missing)
		}
		m, err := program.ParseMessage(body)
		if err != nil {
			t.Fatal(err)
		}
		wanted := slices.ContainsFunc(types, func(e *model.EventType) bool { return e.Type == m.Type })
		if _, kept := samples[m.Type]; wanted && !kept {
			samples[m.Type] = body
			missing--
		}
	}
}

// encodeSamples returns the samples in the order of the tables. The time after which a client is to come back is a
// random one, and stands for all as 2000 ms.
func encodeSamples(t *testing.T, samples map[string]json.RawMessage) []byte {
	t.Helper()
	var bye struct {
		Type    string    `json:"type"`
		Time    string    `json:"time"`
		Payload model.Bye `json:"payload"`
	}
	if err := json.Unmarshal(samples[model.EventBye.Type], &bye); err != nil {
		t.Fatal(err)
	}
	bye.Payload.RetryMS = 2000
	samples[model.EventBye.Type], _ = json.Marshal(bye) // of plain fields
	var text bytes.Buffer
	for i, e := range slices.Concat(model.ConnectionTypes, model.EventTypes) {
		text.WriteString([]string{"{\n", ",\n"}[min(i, 1)] + `  "` + e.Type + `": `)
		if err := json.Indent(&text, samples[e.Type], "  ", "  "); err != nil {
			t.Fatalf("%s: %v", e.Type, err)
		}
	}
	text.WriteString("\n}\n")
	return text.Bytes()
}
