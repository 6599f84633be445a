package clients

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// untilClosed prints the code with which the library websockets closes a connection that it follows with its limits.
// It waits for no close in return.
const untilClosed = `
import asyncio, sys, websockets

async def follow():
    async with websockets.connect(sys.argv[1], close_timeout=0.1) as socket:
        try:
            while True:
                await socket.recv()
        except websockets.ConnectionClosed as closed:
            print(closed.sent.code)

asyncio.run(follow())
`

// TestMessageLimits holds the size of a large snapshot that the recipes tell, and checks that it is too much for the
// library websockets with its defaults.
func TestMessageLimits(t *testing.T) {
	t.Parallel()
	p := program.Start(t, app.Run, "--scenario", "large")
	feed, err := program.OpenSSE(t.Context(), p.Client, p.URL+ssePath)
	if err != nil {
		t.Fatal(err)
	}
	size := 0
	for size == 0 {
		m, err := feed.Next()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == "snapshot" {
			size = len(m.Raw)
		}
	}
	told := fmt.Sprintf("%.1f MB", float64(size)/1e6)
	for _, file := range []string{"python.md", "client-libraries.md"} {
		if !strings.Contains(readText(t, repository(t), recipeFolder+"/"+file), told) {
			t.Errorf("%s does not say that the snapshot has %s", file, told)
		}
	}
	python := lookForPython(t, "websockets")
	c := exec.CommandContext(t.Context(), python, "-c", untilClosed, streamURL("WebSocket", p.URL, ""))
	output, err := c.CombinedOutput()
	if got := strings.TrimSpace(string(output)); err != nil || got != "1009" {
		t.Errorf("closed with %s (%v), want 1009", got, err)
	}
}
