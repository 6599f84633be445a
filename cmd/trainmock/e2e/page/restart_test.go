package page

import (
	"flag"
	"fmt"
	"net/url"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// gatherIDs gathers the ids that the page's client brings to a second user of it in the same page.
const gatherIDs = `import("/client.js").then(({ connect }) => {
	window.ids = [];
	window.stream = connect({ onEvent: ({ id, type }) => id && window.ids.push([type, ...id.split(":")]) });
})`

// holes are the places where an id does not follow the one before it.
const holes = `window.ids.filter(([type, epoch, tick, index], i, all) => {
	if (i === 0) return false;
	const [, e, before, last] = all[i - 1];
	const next = Number(tick) === Number(before) && Number(index) === Number(last) + 1;
	return type === "snapshot" || e !== epoch || !(next || (Number(tick) === Number(before) + 1 && index === "0"));
}).map(String)`

var restarts = flag.Int("restarts", 6, "how often TestPageRestart ends the server and starts it again")

// TestPageRestart: the server ends and starts again, many times; the page says so, comes back by itself, misses
// nothing, repeats nothing, and never listens twice.
func TestPageRestart(t *testing.T) {
	t.Parallel()
	anchor := time.Now().UTC().Format(time.RFC3339)
	args := []string{"--host", "127.0.0.1", "--seed", "7", "--tick", "100ms", "--start", "2026-01-01T00:00:00Z",
		"--anchor", anchor}
	p := program.StartBare(t, app.Run, append(args, "--port", "0")...)
	address, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Evaluate[any](t, ctx, gatherIDs)
	browser.Await(t, ctx, `window.ids.length > 20`)
	for n := range *restarts {
		if p.Stop() != 0 {
			t.Fatalf("no good end, want one; logged %q", p.Stderr)
		}
		browser.Await(t, ctx,
			`document.querySelector(".link").dataset.state !== "live" && window.stream.state.status !== "live"`)
		if n == 0 {
			browser.Await(t, ctx, `document.querySelector("#notice").textContent.includes("Connection lost")`)
		}
		p = program.StartBare(t, app.Run, append(args, "--port", address.Port())...)
		// Both would come back by themselves; that they are asked to only makes it sooner.
		browser.Await(t, ctx, `(window.stream.retryNow(), document.querySelector("#notice button")?.click(),
			document.querySelector(".link").dataset.state === "live" && window.stream.state.status === "live")`)
		browser.Await(t, ctx,
			`document.querySelector(".link .muted").textContent.includes("`+fmt.Sprint(n+1)+` reconnects")`)
	}
	browser.Evaluate[any](t, ctx, `window.before = window.ids.length`)
	browser.Await(t, ctx, `window.ids.length > window.before + 20`)
	if found := browser.Evaluate[[]string](t, ctx, holes); len(found) > 0 {
		t.Errorf("after %d restarts, holes or repetitions at %v, want none", *restarts, found)
	}
	browser.Await(t, ctx, feedIsInOrder)
	if open := seen.OpenSockets(); open != 2 {
		t.Errorf("%d sockets are open, want 2: one of the page and one of the test", open)
	}
}
