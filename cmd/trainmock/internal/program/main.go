// Package program runs trainmock for tests, in the test's process or in one of its own, and asks it from outside.
package program

import (
	"fmt"
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
// Settings of trainmock in the environment do not reach the tests. What they share is ended by the functions of last.
func Main(m *testing.M, last ...func() error) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, "TRAINMOCK_") && name != DemandClients && name != DemandBrowser {
			os.Unsetenv(name)
		}
	}
	goleak.VerifyTestMain(suite{m, last})
}

// suite cleans up behind the tests, before leaks are looked for.
type suite struct {
	*testing.M
	last []func() error
}

// Run runs the tests and returns the exit code.
func (s suite) Run() int {
	code := s.M.Run()
	for _, end := range s.last {
		if err := end(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	removeBinary()
	return code
}
