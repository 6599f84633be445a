// Package program runs trainmock for tests, in the test's process or in one of its own, and asks it from outside.
package program

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// Timeout limits the wait for anything that should take no time.
const Timeout = 20 * time.Second

// Main runs the tests of a package and exits: with a failure if a test failed or a goroutine is left at the end.
// Settings of trainmock in the environment do not reach the tests.
func Main(m *testing.M) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "TRAINMOCK_") && name != DemandClients && name != DemandBrowser {
			os.Unsetenv(name)
		}
	}
	goleak.VerifyTestMain(suite{m})
}

// suite cleans up behind the tests, before leaks are looked for.
type suite struct{ *testing.M }

// Run runs the tests and returns the exit code.
func (s suite) Run() int {
	code := s.M.Run()
	http.DefaultClient.CloseIdleConnections()
	removeBinary()
	return code
}
