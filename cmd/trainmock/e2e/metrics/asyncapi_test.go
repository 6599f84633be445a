//go:build unix

package metrics

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// packages is the folder into which npm installs.
const packages = "../node_modules"

// parse is a script that has AsyncAPI's parser read a document, and prints what it complains of.
const parse = `
const { Parser } = require("@asyncapi/parser");
let text = "";
process.stdin.on("data", (piece) => { text += piece; }).on("end", async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  for (const d of diagnostics) console.log(d.code, d.path.join("."), d.message);
  if (!document) process.exit(1);
});
`

// TestAsyncAPI has the parser read the document: it finds nothing to complain of. It finds it if a channel is gone.
func TestAsyncAPI(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing in it can race")
	}
	node := program.LookForNode(t, packages, "@asyncapi/parser")
	document := program.Start(t, app.Run).Get(t, "/asyncapi.json")
	read := func(text []byte) (string, error) {
		command := exec.CommandContext(t.Context(), absolute(t, node), "-e", parse)
		command.Dir, command.Stdin = filepath.Dir(absolute(t, packages)), bytes.NewReader(text)
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := read(document); err != nil || out != "" {
		t.Errorf("got %v: %s, want no complaint", err, out)
	}
	if program.All() {
		broken := bytes.ReplaceAll(document, []byte(`"address":"/stream/ws"`), []byte(`"address":7`))
		if out, err := read(broken); err == nil || bytes.Equal(broken, document) {
			t.Errorf("got %q for a document with an address that is a number, want a complaint", out)
		}
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	whole, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// schemas holds messages to the schemas of the two documents.
type schemas struct {
	// messages has the schema of each message of AsyncAPI, and event is StreamEvent of OpenAPI.
	messages map[string]*openapi3.Schema
	event    *openapi3.Schema
}

// readSchemas reads both documents.
func readSchemas(t *testing.T, e program.Endpoint) schemas {
	t.Helper()
	var async struct {
		Components struct {
			Messages map[string]struct {
				Payload json.RawMessage `json:"payload"`
			} `json:"messages"`
			Schemas map[string]json.RawMessage `json:"schemas"`
		} `json:"components"`
	}
	e.Read(t, "/asyncapi.json", &async)
	all := async.Components.Schemas
	for name, m := range async.Components.Messages {
		all["message_"+name] = m.Payload
	}
	list, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	const head = `{"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}, "components": {"schemas": `
	s, loaded := schemas{messages: map[string]*openapi3.Schema{}}, load(t, []byte(head+string(list)+`}}`))
	for name := range async.Components.Messages {
		s.messages[name] = loaded.Components.Schemas["message_"+name].Value
	}
	s.event = load(t, e.Get(t, "/openapi.json")).Components.Schemas["StreamEvent"].Value
	return s
}

func load(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// fault returns what the documents do not have of a message, or nil.
func (s schemas) fault(m program.Message) error {
	var value any
	if err := json.Unmarshal(m.Raw, &value); err != nil {
		return err
	}
	schema, known := s.messages[m.Type]
	if !known {
		return fmt.Errorf("there is no message %s", m.Type)
	}
	if err := schema.VisitJSON(value, openapi3.EnableFormatValidation()); err != nil {
		return fmt.Errorf("AsyncAPI: %w", err)
	}
	if err := s.event.VisitJSON(value, openapi3.EnableFormatValidation()); err != nil {
		return fmt.Errorf("StreamEvent: %w", err)
	}
	return nil
}

// TestFrames holds what is really sent, over both transports and in every scenario, to the schemas of both documents. A
// field taken out of a schema makes messages fail.
func TestFrames(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing in it can race")
	}
	p := program.Start(t, app.Run)
	s, seen := readSchemas(t, p.Endpoint), map[string]int{}
	var sample program.Message
	for scenario, ticks := range map[string]int64{
		"demo": 60, "chaos": 60, "steady": 5, "federated": 5, "realistic": 5, "empty": 5, "outage": 5, "large": 0,
	} {
		if program.All() {
			ticks = ticks*10 + 3
		} else if ticks == 0 {
			continue // -all reads its thousand messages a tick
		}
		for _, m := range frames(t, p, scenario, ticks) {
			if seen[m.Type]++; m.Type == "node_update" {
				sample = m
			}
			if err := s.fault(m); err != nil {
				t.Fatalf("%s in %.400s", err, m.Raw)
			}
		}
	}
	for _, kind := range []string{
		"hello", "snapshot", "clock", "gap", "pong", "error", "bye", "cluster_status", "node_state", "task_update", "system_log",
		"node_update", "training_progress",
	} {
		if seen[kind] == 0 {
			t.Errorf("got no %s among %v, want some", kind, seen)
		}
	}
	t.Logf("%v", seen)
	delete(s.messages["node_update"].Properties["payload"].Value.Properties, "sent")
	if s.fault(sample) == nil {
		t.Error("a field is gone from the schema, and node_update fits still")
	}
}

// frames returns what a session sends over both transports in some ticks, and replies to a client.
func frames(t *testing.T, p *program.Program, scenario string, ticks int64) []program.Message {
	t.Helper()
	wish := fmt.Sprintf(`{"name": %q, "scenario": %q, "seed": 7, "start": "2026-01-01T00:00:00Z", "speed": 0}`,
		scenario, scenario)
	if status, body := p.Send(t, "POST", "/mock/sessions", wish); status != 201 {
		t.Fatalf("got %d %s, want a session", status, body)
	}
	world := program.Endpoint{URL: p.URL + "/s/" + scenario, Client: p.Client}
	feeds := world.OpenBoth(t, "?last_event_id=00000000:1:1")
	if status, body := world.Send(t, "POST", "/mock/clock/advance", fmt.Sprintf(`{"ticks": %d}`, ticks)); status != 200 {
		t.Fatalf("got %d %s, want 200", status, body)
	}
	list := replies(t, world)
	if status, body := p.Send(t, "DELETE", "/mock/sessions/"+scenario, ""); status != 200 {
		t.Fatalf("got %d %s, want 200", status, body)
	}
	for name, feed := range feeds {
		for {
			m, err := feed.Next()
			if err != nil {
				t.Fatalf("%s ended with %v, want bye", name, err)
			}
			if list = append(list, m); m.Type == "bye" {
				break
			}
		}
	}
	return list
}

// replies returns the replies to a ping and to a message that makes no sense.
func replies(t *testing.T, world program.Endpoint) []program.Message {
	t.Helper()
	conn, _, err := websocket.DefaultDialer.Dial("ws"+world.URL[len("http"):]+"/stream/ws?topics=logs&snapshot=false", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var list []program.Message
	for _, text := range []string{`{"type": "ping"}`, `{"type": "nonsense"}`} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for len(list) < 3 {
		_, raw, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		m, err := program.ParseMessage(raw)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}
