package program

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tests whose client is missing are skipped. With "required" in one of these variables they fail: DemandClients is
// about all clients, DemandBrowser about Chromium alone.
const (
	DemandClients = "TRAINMOCK_CLIENTS"
	DemandBrowser = "TRAINMOCK_BROWSER"
)

// LookFor returns the path of a client on the PATH. Without it, it ends the test as Missing does.
func LookFor(tb testing.TB, client string, demands ...string) string {
	tb.Helper()
	path, err := exec.LookPath(client)
	if err != nil {
		Missing(tb, "there is no "+client+" on the PATH (.ci/run clients installs it on Debian)", demands...)
	}
	return path
}

// LookForNode returns the Node that npm installed in a folder of packages, or else the one on the PATH. The packages
// have to be there; node stands for none.
func LookForNode(tb testing.TB, folder string, packages ...string) string {
	tb.Helper()
	for _, name := range packages {
		if _, err := os.Stat(filepath.Join(folder, name)); name != "node" && err != nil {
			Missing(tb, "the npm package "+name+
				" is not installed (npm install --no-save --prefix cmd/trainmock/e2e)", DemandClients)
		}
	}
	installed := filepath.Join(folder, ".bin", "node")
	if _, err := os.Stat(installed); err == nil {
		return installed
	}
	return LookFor(tb, "node", DemandClients)
}

// Missing ends a test that lacks something: as a failure if one of the variables demands it, else as skipped.
func Missing(tb testing.TB, reason string, demands ...string) {
	tb.Helper()
	for _, variable := range demands {
		if os.Getenv(variable) == "required" {
			tb.Fatalf("%s, and %s=required", reason, variable)
		}
	}
	tb.Skip(reason)
}
