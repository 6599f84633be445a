// Package load drives the program with many clients: how fast events are delivered, what memory it takes, and how it
// ends and goes on elsewhere while they are connected.
package load

import (
	"os"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

func TestMain(m *testing.M) {
	if settings := os.Getenv(floorVariable); settings != "" {
		runFloor(settings)
	}
	if settings := os.Getenv(crowdVariable); settings != "" {
		runCrowd(settings)
	}
	if settings := os.Getenv(answersVariable); settings != "" {
		runAnswersFloor(settings)
	}
	program.Main(m)
}
