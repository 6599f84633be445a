// Package clients drives the program with clients that others wrote: curl, browsers, Node, libraries, and frontends of
// the service.
package clients

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }
