//go:build unix

// Package npm installs the npm package trainmock as a frontend does, and uses all that it exports.
package npm

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m, removePacked) }
