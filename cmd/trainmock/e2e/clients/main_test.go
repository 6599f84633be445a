// Package clients drives the program with clients that others wrote: curl, browsers, Node, libraries, and frontends of
// the service.
package clients

import (
	"testing"

	"trainmock/cmd/trainmock/internal/browser"
)

func TestMain(m *testing.M) { browser.Main(m) }
