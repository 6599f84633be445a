// Package clients drives the program with clients that others wrote: curl, browsers, Node, libraries, and frontends of
// the service.
package clients

import (
	"flag"
	"testing"

	"trainmock/cmd/trainmock/internal/browser"
)

// together is how many tests run at a time, unless -parallel says otherwise: they mostly wait.
const together = "4"

func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", together); err != nil {
		panic(err)
	}
	browser.Main(m)
}
