// Package page drives the live page in Chromium: what it shows, how it is used, and that nobody is left out.
package page

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }
