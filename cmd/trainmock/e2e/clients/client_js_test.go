package clients

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestClientFromAnotherOrigin uses client.js as a prototype does: by its address, from a page of another server.
func TestClientFromAnotherOrigin(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	prototype := newPrototype(t)
	ctx, _ := browser.New(t)
	for _, transport := range []string{"ws", "sse"} {
		browser.Navigate(t, ctx, prototype)
		types := browser.Evaluate[[]string](t, ctx, `import("`+p.URL+`/client.js").then(({ connect }) => {
			return new Promise((resolve) => {
				const types = [];
				const connection = connect({ transport: "`+transport+`", topics: ["training"], onEvent: ({ type }) => {
					types.push(type);
					if (types.length === 6) connection.close(), resolve(types);
				} });
			});
		})`)
		if got := strings.Join(types[:3], " "); got != "hello snapshot training_progress" {
			t.Errorf("over %s came %s, want hello snapshot training_progress", transport, got)
		}
	}
}

// TestClientInNode saves client.js and uses it in Node.
func TestClientInNode(t *testing.T) {
	node := program.LookFor(t, "node", program.DemandClients)
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	folder := t.TempDir()
	script := `import { connect } from "./client.mjs";
const types = [];
const connection = connect({ url: "` + p.URL + `", topics: ["training"], onEvent: ({ type }) => {
	types.push(type);
	if (types.length === 6) connection.close(), console.log(types.join(" "));
} });`
	for name, text := range map[string]string{"client.mjs": string(p.Get(t, "/client.js")), "use.mjs": script} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), node, filepath.Join(folder, "use.mjs")).CombinedOutput()
	if err != nil || !strings.HasPrefix(string(out), "hello snapshot training_progress") {
		t.Errorf("printed %s (%v), want hello snapshot training_progress …", out, err)
	}
}
