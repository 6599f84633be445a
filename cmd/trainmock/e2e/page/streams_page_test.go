package page

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestStreamsPage uses the page of the streams by the keyboard alone: the form makes an address, which is watched, and
// the stream itself becomes the examples.
func TestStreamsPage(t *testing.T) {
	p := program.Start(t, app.Run, "--tick", "100ms")
	ctx, seen := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/docs/streams")
	for _, kind := range []string{"hello", "snapshot", "cluster_status", "node_update", "pong", "error"} {
		browser.Await(t, ctx, fmt.Sprintf(
			`document.querySelector("#%s figcaption").textContent.includes("from this server")`, kind))
	}
	browser.Reach(t, ctx, `input[name=topics][value=cluster]`)
	browser.Press(t, ctx, " ")
	browser.Reach(t, ctx, `input[name=interval]`)
	browser.Press(t, ctx, "1", "s")
	const query = "?topics=cluster&interval=1s"
	for selector, want := range map[string]string{
		"#ws": "ws://" + p.Host() + "/stream/ws" + query, "#sse": p.URL + "/stream/sse" + query,
		"#curl": "curl -N '" + p.URL + "/stream/sse" + query + "'",
	} {
		if got := browser.Evaluate[string](t, ctx, `document.querySelector("`+selector+`").textContent`); got != want {
			t.Errorf("%s: got %s, want %s", selector, got, want)
		}
	}
	for _, transport := range []string{"ws", "sse"} {
		browser.Reach(t, ctx, "[data-watch="+transport+"]")
		browser.Press(t, ctx, kb.Enter)
		browser.Await(t, ctx, `[...document.querySelectorAll("#messages b")]
			.filter((name) => name.textContent === "cluster_status").length > 1`)
	}
	browser.Reach(t, ctx, "#stop")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `document.querySelector("#state").textContent === "Stopped."`)
	seen.Check(t, p.URL)
}

// TestStreamsPageRefused watches an address that the server refuses: the page tells why, in the server's words.
func TestStreamsPageRefused(t *testing.T) {
	p := program.Start(t, app.Run)
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/docs/streams")
	browser.Reach(t, ctx, `input[name=interval]`)
	browser.Press(t, ctx, "x")
	for _, transport := range []string{"ws", "sse"} {
		browser.Reach(t, ctx, "[data-watch="+transport+"]")
		browser.Press(t, ctx, kb.Enter)
		browser.Await(t, ctx, `document.querySelector("#state").textContent.includes("90s")`)
	}
}

// TestDocsFit shows the pages of documentation on a wide screen and on a phone, light and dark: nothing is wider than
// the screen. The page of the streams also keeps axe-core's rules. With -shots, the pictures are kept.
func TestDocsFit(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	axe, noAxe := os.ReadFile(axeFile)
	for _, path := range []string{"/docs", "/docs/streams"} {
		for _, theme := range []string{"light", "dark"} {
			browser.Navigate(t, ctx, p.URL+"/docs/streams")
			browser.Evaluate[any](t, ctx, `localStorage.setItem("trainmock.theme", "`+theme+`")`)
			browser.Navigate(t, ctx, p.URL+path)
			browser.Await(t, ctx, `document.querySelectorAll(".opblock, article").length > 10`)
			for _, width := range []int64{1440, 390} {
				name := strings.ReplaceAll(path[1:], "/", "-")
				checkFits(t, ctx, fmt.Sprintf("%s-%d-%s.png", name, width, theme), width, theme)
			}
			if noAxe == nil && path == "/docs/streams" {
				browser.Evaluate[any](t, ctx, string(axe)+";0")
				checkAxe(t, ctx, theme)
			}
		}
	}
}
