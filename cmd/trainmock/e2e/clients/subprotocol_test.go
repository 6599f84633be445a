package clients

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// webSocketPaths are the routes at which a WebSocket is opened.
var webSocketPaths = []string{
	"/stream/ws", "/ws", "/api/edgeai/nodes/ws/node_1234", "/api/edgeai/training/ws/7", "/api/p2pai/training/ws/7",
}

// offer is a WebSocket that a client opened.
type offer struct {
	Path string `json:"path"`
	// Offered are the subprotocols that the client named: none, one or a list.
	Offered any `json:"offered"`
	// Saw is the first thing that happened: a message or a close.
	Saw      string `json:"saw"`
	Selected string `json:"selected"`
}

// TestSubprotocols checks that clients which offer subprotocols, such as a token, are served at every route.
func TestSubprotocols(t *testing.T) {
	p := program.Start(t, app.Run, "--tick", "50ms")
	base := strings.Replace(p.URL, "http", "ws", 1)
	t.Run("Chromium", func(t *testing.T) {
		ctx, _ := browser.New(t)
		browser.Navigate(t, ctx, p.URL+"/health")
		module, err := os.ReadFile(filepath.Join(scripts, "subprotocol.js"))
		if err != nil {
			t.Fatal(err)
		}
		paths, err := json.Marshal(webSocketPaths)
		if err != nil {
			t.Fatal(err)
		}
		checkOffers(t, browser.Evaluate[[]offer](t, ctx, fmt.Sprintf(
			`import("data:text/javascript;base64,%s").then(({ open }) => open(WebSocket, %q, %s))`,
			base64.StdEncoding.EncodeToString(module), base, paths)))
	})
	for _, module := range []string{"ws", "node"} {
		t.Run(module, func(t *testing.T) {
			args := append([]string{nodeWebSocket, filepath.Join(scripts, "subprotocol.js"), module, base}, webSocketPaths...)
			out, err := exec.CommandContext(t.Context(), lookForNode(t, module), args...).Output()
			if err != nil {
				t.Fatal(err)
			}
			var offers []offer
			if err := json.Unmarshal(out, &offers); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			checkOffers(t, offers)
		})
	}
}

// checkOffers fails the test unless every WebSocket was open, with the first of the offered subprotocols.
func checkOffers(t *testing.T, offers []offer) {
	t.Helper()
	for _, o := range offers {
		want := ""
		if strings.Contains(fmt.Sprint(o.Offered), "bearer") {
			want = "bearer"
		}
		if o.Saw != "message" || o.Selected != want {
			t.Errorf("%s with %v: got a %s and the subprotocol %q, want a message and %q",
				o.Path, o.Offered, o.Saw, o.Selected, want)
		}
	}
	if want := 4 * len(webSocketPaths); len(offers) != want {
		t.Errorf("%d WebSockets were opened, want %d", len(offers), want)
	}
}
