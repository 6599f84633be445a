package clients

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// newClientFolder returns a folder with client.js as client.mjs, and a script of testdata/client as script.mjs.
func newClientFolder(tb testing.TB, script string) string {
	tb.Helper()
	folder := tb.TempDir()
	for from, to := range map[string]string{
		"../../../../web/client/client.js": "client.mjs",
		"testdata/client/" + script:        "script.mjs",
	} {
		text, err := os.ReadFile(from)
		if err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, to), text, 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	return folder
}

// runInNode runs a script of testdata/client beside client.js with JSON as input, and decodes the JSON that it prints.
func runInNode(tb testing.TB, script string, input, output any) {
	tb.Helper()
	node := program.LookFor(tb, "node", program.DemandClients)
	text, err := json.Marshal(input)
	if err != nil {
		tb.Fatal(err)
	}
	script = filepath.Join(newClientFolder(tb, script), "script.mjs")
	// Before version 22 of Node, WebSocket hides behind a flag.
	command := exec.CommandContext(tb.Context(), node, "--experimental-websocket", script)
	var stdout, stderr bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = bytes.NewReader(text), &stdout, &stderr
	if err := command.Run(); err != nil {
		tb.Fatalf("%s: %v: %s", script, err, &stderr)
	}
	if err := json.Unmarshal(stdout.Bytes(), output); err != nil {
		tb.Fatalf("%s printed %q: %v", script, &stdout, err)
	}
}

// clientCase is a list of messages for client.js with its options.
type clientCase struct {
	Options  map[string]any `json:"options"`
	Messages []string       `json:"messages"`
}

// messagesOf returns messages by their short forms: "e:1:0" is an event of that id, "snapshot e:1:0" one of a type, and
// "hello" one without an id. JSON, and what begins with "+", "!" or "~", is left as it is.
func messagesOf(short []string) []string {
	messages := make([]string, len(short))
	for i, text := range short {
		kind, id, _ := strings.Cut(text, " ")
		switch {
		case text == "" || strings.ContainsRune("+!~{[", rune(text[0])):
			messages[i] = text
		case strings.Contains(kind, ":"):
			messages[i] = fmt.Sprintf(`{"id":%q,"type":"x","payload":{}}`, kind)
		case id != "":
			messages[i] = fmt.Sprintf(`{"id":%q,"type":%q,"payload":{}}`, id, kind)
		default:
			messages[i] = fmt.Sprintf(`{"type":%q,"payload":{"tick_ms":1000,"speed":1}}`, kind)
		}
	}
	return messages
}

// TestClientProblems gives client.js streams that are not as they should be: it passes each event on once, none of an
// earlier tick, and tells of the rest.
func TestClientProblems(t *testing.T) {
	const stand, resumed = `{"type":"clock","payload":{"speed":0}}`, "since e:1:1"
	filtered := map[string]any{"topics": []string{"logs"}}
	tests := []struct {
		name      string
		options   map[string]any
		gets, has string
	}{
		{"in order", nil, "hello|snapshot e:1:1|e:2:0|e:2:1|e:3:0", "hello|snapshot e:1:1|x e:2:0|x e:2:1|x e:3:0"},
		{"before the anchor", nil, "snapshot e:-3:1|e:-2:0|e:-1:2|e:0:0|e:1:0|!|e:0:0|e:1:0|e:2:0", "snapshot e:-3:1|x e:-2:0|" +
			"x e:-1:2|missing e:-2:0 e:-1:2 2|x e:0:0|x e:1:0|since e:0:0|x e:2:0"},
		{"an epoch before the anchor", nil, "e:-9:0|e:-9:0|f:-7:0", "x e:-9:0|repeated e:-9:0|x f:-7:0"},
		{"repeated", nil, "snapshot e:1:1|e:2:0|e:2:0", "snapshot e:1:1|x e:2:0|repeated e:2:0"},
		{"part of the snapshot", nil, "snapshot e:1:1|e:1:1|e:1:2", "snapshot e:1:1|repeated e:1:1|x e:1:2"},
		{"reordered", nil, "snapshot e:1:1|e:2:1|e:2:0|e:2:0|e:3:0",
			"snapshot e:1:1|x e:2:1|reordered e:2:0|x e:2:0|repeated e:2:0|x e:3:0"},
		{"late", nil, "snapshot e:1:1|e:2:0|e:3:0|e:2:1|e:4:0", "snapshot e:1:1|x e:2:0|x e:3:0|late e:2:1|x e:4:0"},
		{"missing in a tick", nil, "snapshot e:1:1|e:2:0|e:2:3|e:3:0",
			"snapshot e:1:1|x e:2:0|x e:2:3|missing e:2:0 e:2:3 2|x e:3:0"},
		{"missing at the start of a tick", nil, "snapshot e:1:1|e:2:2|e:3:0",
			"snapshot e:1:1|x e:2:2|missing e:1:1 e:2:2 2|x e:3:0"},
		{"whole ticks are missing", nil, "snapshot e:1:1|e:5:1|e:6:0",
			"snapshot e:1:1|x e:5:1|missing e:1:1 e:5:1 4|x e:6:0"},
		{"missing around a command", nil, "snapshot e:1:1|e.aa:2:1|e.aa:3:0",
			"snapshot e:1:1|x e.aa:2:1|missing e:1:1 e.aa:2:1 1|x e.aa:3:0"},
		{"a filter has holes", filtered, "snapshot e:1:1|e:5:7|e:5:9|e:6:3", "snapshot e:1:1|x e:5:7|x e:5:9|x e:6:3"},
		{"a gap starts anew", nil, "snapshot e:1:1|gap|e:9:1|e:10:0", "snapshot e:1:1|gap|x e:9:1|x e:10:0"},
		{"an epoch starts anew", nil, "snapshot e:9:1|f:1:4|f:2:0", "snapshot e:9:1|x f:1:4|x f:2:0"},
		{"a snapshot may lie behind", nil, "snapshot e:9:1|e:10:0|snapshot e:3:1|e:4:0",
			"snapshot e:9:1|x e:10:0|snapshot e:3:1|x e:4:0"},
		{"far ahead", nil, "snapshot e:1:1|e:2:9007199254740991|e:3:0",
			"snapshot e:1:1|x e:2:9007199254740991|missing e:1:1 e:2:9007199254740991 9007199254740991|x e:3:0"},
		{"resumed", nil, "snapshot e:1:1|e:2:0|e:2:2|!|hello|e:2:0|e:2:1|e:2:2|e:2:3|e:3:0|e:3:0",
			"snapshot e:1:1|x e:2:0|x e:2:2|" + resumed + "|hello|x e:2:1|x e:2:3|x e:3:0|repeated e:3:0"},
		{"resumed behind a snapshot", nil, "snapshot e:1:1|!|e:2:0", "snapshot e:1:1|" + resumed + "|x e:2:0"},
		{"resumed after silence", filtered, "snapshot e:1:1|e:5:2|heartbeat|!|e:5:2|e:6:0",
			"snapshot e:1:1|x e:5:2|heartbeat|since e:5:2|x e:6:0"},
		{"continued", map[string]any{"since": "e:4:1"}, "e:4:0|e:4:2|e:5:0|e:6:1|e:7:0",
			"x e:4:2|x e:5:0|x e:6:1|missing e:5:0 e:6:1 1|x e:7:0"},
		{"silent", nil, "hello|+5000|snapshot e:1:1|+2000|e:2:0",
			"hello|silent false|silent true|snapshot e:1:1|x e:2:0"},
		{"silent once", nil, "hello|+5000|+5000|~", "hello|silent false|silent true|malformed ~"},
		{"a standing world is silent", nil, "hello|" + stand + "|+20000|heartbeat", "hello|clock|heartbeat"},
		{"a filter is silent", filtered, "hello|+20000|heartbeat", "hello|heartbeat"},
	}
	cases := make([]clientCase, len(tests))
	for i, tc := range tests {
		cases[i] = clientCase{tc.options, messagesOf(strings.Split(tc.gets, "|"))}
	}
	var results [][]string
	runInNode(t, "problems.js", cases, &results)
	for i, tc := range tests {
		if got, want := results[i], strings.Split(tc.has, "|"); !slices.Equal(got, want) {
			t.Errorf("%s: got %s\nwant %s", tc.name, strings.Join(got, "|"), tc.has)
		}
	}
}

// TestClientMalformed gives client.js messages that are no events, of which it tells, and events behind them, which it
// passes on.
func TestClientMalformed(t *testing.T) {
	messages := []string{
		``, ` `, `null`, `7`, `"text"`, `[]`, `[{"type":"x"}]`, `{}`, `{"type":7}`, `{"type":null}`, `{"type":"x"`,
		`{"id":7,"type":"x"}`, `{"id":null,"type":"x"}`, `{"id":"e:1","type":"x"}`, `{"id":"e:1:-1","type":"x"}`,
		`{"id":"e:1:0:0","type":"x"}`, `{"id":"","type":"x"}`, strings.Repeat("long", 1000), "\ufffd", `{"type":"x")`,
	}
	var want []string
	for _, text := range messages {
		want = append(want, "malformed "+text[:min(len(text), 200)])
	}
	messages = append(messages, `{"type":"hello"}`, `{"type":"bye","payload":null}`, `{"type":"mine","payload":7}`)
	want = append(want, "hello", "bye", "mine")
	var results [][]string
	runInNode(t, "problems.js", []clientCase{{nil, messages}}, &results)
	if got := results[0]; !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}
