package clients

import (
	"net"
	"path/filepath"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// reconnecting are the libraries that connect again after some close codes only, or after all. Those of the recipes are
// not among them.
var reconnecting = []struct{ module, path string }{
	{"@gamestdio/websocket", wsPath},
	{"robust-websocket", wsPath},
	{"websocket-ts", wsPath},
	{"sockette", "/api/edgeai/nodes/ws/node_1"},
	{"sockette", "/api/edgeai/training/ws/task_1"},
	{"sockette", "/api/p2pai/training/ws/task_1"},
}

// TestLibrariesReconnect checks that when the program ends and starts again on the same port, libraries connect again
// by themselves.
func TestLibrariesReconnect(t *testing.T) {
	for _, tc := range reconnecting {
		t.Run(tc.module+tc.path, func(t *testing.T) {
			t.Parallel()
			node := lookForNode(t, tc.module)
			p := program.Start(t, app.Run)
			host, port, err := net.SplitHostPort(p.Host())
			if err != nil {
				t.Fatal(err)
			}
			script, url := filepath.Join(scripts, "reconnect.js"), "ws://"+p.Host()+tc.path
			got := command(t, readLines, node, script, tc.module, url)
			got.await(t, "an open connection", opened(1))
			p.Stop()
			seen := got.await(t, "a close", func(s sighting) bool { return s.Saw == "close" })
			if end := seen[len(seen)-1]; end.Code != websocket.CloseServiceRestart || !end.WasClean {
				t.Errorf("closed with %d, clean: %t; want a clean close with 1012", end.Code, end.WasClean)
			}
			program.StartBare(t, app.Run, "--host", host, "--port", port)
			got.await(t, "a second open connection", opened(2))
		})
	}
}

// opened returns a function that reports whether a sighting is the nth open connection.
func opened(n int) func(sighting) bool {
	return func(s sighting) bool {
		if s.Saw == "open" {
			n--
		}
		return n == 0
	}
}
