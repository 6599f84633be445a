//go:build unix

// Package metrics holds /metrics and /asyncapi.json to the programs that read them: Prometheus, promtool, and the
// parser of AsyncAPI.
package metrics

import (
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) { program.Main(m) }
