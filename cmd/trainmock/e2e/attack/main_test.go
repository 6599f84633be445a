// Package attack asks the program for more than it can give, and watches those who ask for little beside.
package attack

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }
