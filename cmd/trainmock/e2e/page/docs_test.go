package page

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// operations are scripts in the page of the routes. Operations are told apart by method and path.
const (
	// execute opens operations, presses their buttons and closes them again, at most so many of a group, and returns the
	// answers' statuses. Streams stay open. There is no task to delete, and no connection to close.
	execute = `(async (most) => {
		const answers = [];
		const wait = async (isThere) => {
			const limit = performance.now() + 10000;
			while (!isThere() && performance.now() < limit) await new Promise((next) => setTimeout(next, 5));
		};
		// Swagger UI draws all that is open anew for each change: one group is open at a time.
		const groups = [...document.querySelectorAll(".opblock-tag")];
		groups.forEach((group) => group.click());
		await wait(() => !document.querySelector(".opblock"));
		for (const group of groups) {
			group.click();
			const blocks = () => group.closest(".opblock-tag-section").querySelectorAll(".opblock");
			await wait(() => blocks().length > 0);
			let executed = 0;
			for (const block of blocks()) {
				const path = block.querySelector("[data-path]").dataset.path;
				if (executed === most && !/^\/(stream\/(ws|sse)|ws|events|api\/)/.test(path)) continue;
				block.querySelector(".opblock-summary-control").click();
				await wait(() => block.querySelector(".execute, .watch"));
				const button = block.querySelector(".execute");
				if (!button || ["/tasks/{task_id}", "/mock/subscribers/{id}"].includes(path)) continue;
				button.click();
				const status = () => block.querySelector(".live-responses-table tbody .response-col_status")?.firstChild;
				await wait(() => Number(status()?.textContent));
				answers.push([block.querySelector(".opblock-summary-method").textContent, path,
					status()?.textContent ?? "nothing"].join(" "));
				block.querySelector(".opblock-summary-control").click();
				executed += 1;
			}
			group.click();
		}
		groups.forEach((group) => group.click());
		await wait(() => document.querySelectorAll(".opblock .watch").length > 3);
		return answers;
	})(%d)`
	// watchable lists the operations that tell how to watch them, with what they tell.
	watchable = `[...document.querySelectorAll(".opblock")].filter((block) => block.querySelector(".watch"))
		.map((block) => [block.querySelector("[data-path]").dataset.path, block.querySelector(".watch pre").textContent,
			block.querySelector(".watch a").href, block.querySelector(".execute, .try-out__btn") !== null].join(" "))`
)

var docsMost = flag.Int("docs.most", 1, "how many operations of each group TestDocs executes")

// TestDocs opens the document of the routes and executes operations as they stand there: all answer at once. A
// stream tells how to watch it instead. Nothing is blocked, and no other page can frame it.
func TestDocs(t *testing.T) {
	p := program.Start(t, app.Run)
	ctx, seen := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/docs")
	browser.Await(t, ctx, `document.querySelectorAll(".opblock").length > 20`)
	answers := browser.Evaluate[[]string](t, ctx, fmt.Sprintf(execute, *docsMost))
	if len(answers) < 6 {
		t.Errorf("executed %q, want some of every group but the streams", answers)
	}
	for _, answer := range answers {
		if !strings.HasSuffix(answer, " 200") {
			t.Errorf("executed %s, want 200", answer)
		}
	}
	told := browser.Evaluate[[]string](t, ctx, watchable)
	for _, want := range []string{
		"/stream/sse curl -N '" + p.URL + "/stream/sse'",
		"/events curl -N '" + p.URL + "/events'",
		`/ws new WebSocket("ws://` + p.Host() + `/ws")`,
		`/stream/ws new WebSocket("ws://` + p.Host() + `/stream/ws")`,
		`/api/edgeai/nodes/ws/{node_id} new WebSocket("ws://` + p.Host() + `/api/edgeai/nodes/ws/node_1234")`,
	} {
		isTold := func(text string) bool {
			return strings.HasPrefix(text, want) && strings.HasSuffix(text, " "+p.URL+"/docs/streams false")
		}
		if !slices.ContainsFunc(told, isTold) {
			t.Errorf("the streams tell\n%s\nwant %s, a link, and no button", strings.Join(told, "\n"), want)
		}
	}
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
	ctx, _ := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/health")
	for _, path := range []string{"/", "/docs", "/docs/streams", "/nope", "/ws"} {
		const script = `new Promise((resolve) => {
			const frame = document.createElement("iframe");
			frame.onload = () => resolve(frame.contentDocument?.querySelector("link, p") != null);
			frame.src = "%s";
			document.body.append(frame);
		})`
		if browser.Evaluate[bool](t, ctx, strings.Replace(script, "%s", path, 1)) {
			t.Errorf("%s was shown in a frame, want it blocked", path)
		}
	}
}
