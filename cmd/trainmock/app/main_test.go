package app

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }
