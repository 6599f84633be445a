package page

import (
	"context"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestDocs opens the document of the routes and tries one: nothing is blocked, and no other page can frame it.
func TestDocs(t *testing.T) {
	p := program.Start(t, app.Run)
	ctx, seen := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/docs")
	const running = `#operations-tasks-get-hasRunningTask`
	browser.Await(t, ctx, `document.querySelectorAll(".opblock").length > 20`)
	browser.Evaluate[bool](t, ctx, `(document.querySelector("`+running+` .opblock-summary-control").click(), true)`)
	browser.Await(t, ctx, `document.querySelector("`+running+` .try-out__btn") !== null`)
	browser.Evaluate[bool](t, ctx, `(document.querySelector("`+running+` .try-out__btn").click(), true)`)
	browser.Await(t, ctx, `document.querySelector("`+running+` .execute") !== null`)
	browser.Evaluate[bool](t, ctx, `(document.querySelector("`+running+` .execute").click(), true)`)
	browser.Await(t, ctx, `document.querySelector("`+running+` .live-responses-table")?.innerText.includes("true")`)
	seen.CheckQuiet(t)
	checkInline(t, ctx)
}

// checkInline fails the test if a script that was put into the page runs.
func checkInline(t *testing.T, ctx context.Context) {
	t.Helper()
	const script = `(() => {
		const s = document.createElement("script");
		s.textContent = "window.ran = true";
		document.body.append(s);
		return window.ran === true;
	})()`
	if browser.Evaluate[bool](t, ctx, script) {
		t.Error("a script that was put into the page ran, want it blocked")
	}
}

// TestNoFrames tries to show the pages in a frame of another page.
func TestNoFrames(t *testing.T) {
	p := program.Start(t, app.Run)
	for _, path := range []string{"/", "/docs"} {
		ctx, _ := browser.New(t)
		browser.Navigate(t, ctx, p.URL+"/health")
		const script = `new Promise((resolve) => {
			const frame = document.createElement("iframe");
			frame.onload = () => resolve(frame.contentDocument?.querySelector("script") != null);
			frame.src = "%s";
			document.body.append(frame);
		})`
		if browser.Evaluate[bool](t, ctx, strings.Replace(script, "%s", path, 1)) {
			t.Errorf("%s was shown in a frame, want it blocked", path)
		}
	}
}
