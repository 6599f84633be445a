package page

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

var shots = flag.String("shots", "", "a `folder` to keep a screenshot of every state of the page in")

// TestPageFits shows every state of the page on a wide screen and on a phone, light and dark: nothing is wider than
// the screen, and nothing lies on anything else. With -shots, the pictures are kept.
func TestPageFits(t *testing.T) {
	t.Parallel()
	ctx, _ := browser.New(t)
	for _, tc := range []struct{ name, scenario, path, until string }{
		{"demo", "demo", "/", `document.querySelectorAll("#tasks .line[d^=M]").length >= 2`},
		{"table", "demo", "/?as=table", `document.querySelectorAll("tbody tr").length === 8`},
		{"task", "demo", "/?task=%s", `document.querySelectorAll("figure").length >= 5`},
		{"node", "demo", "/?node=node_1234", `document.querySelectorAll("figure").length >= 5`},
		{"large", "large", "/", `document.querySelectorAll("#tasks article").length === 6`},
		{"empty", "empty", "/", `document.querySelector("#tasks .empty") !== null`},
		{"outage", "outage", "/", `document.querySelector("#notice").textContent !== ""`},
		{"lost", "demo", "/", `document.querySelector("#tasks article") !== null`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := program.Start(t, app.Run, "--scenario", tc.scenario, "--seed", "7")
			path := tc.path
			if tc.name == "task" {
				path = fmt.Sprintf(path, runningTask(t, p))
			}
			browser.Open(t, ctx, p.URL+path)
			browser.Await(t, ctx, tc.until)
			if tc.name == "lost" {
				p.Stop()
				browser.Await(t, ctx, `document.querySelector("#notice").textContent.includes("Connection lost")`)
			}
			for i, width := range []int64{1440, 390} {
				for k, theme := range []string{"light", "dark"} {
					if i != k && !program.All() && *shots == "" {
						continue
					}
					lookAt(t, ctx, fmt.Sprintf("%s-%d-%s.png", tc.name, width, theme), width, theme)
				}
			}
		})
	}
}

const (
	// chooseTheme sets a theme of the live page.
	chooseTheme = `((document.documentElement.dataset.theme
		?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "%s"
		|| document.querySelector("#theme").click(), true)`
	// drawn waits until the page is drawn: its transitions have ended, and two frames passed on either side.
	drawn = `new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
		.then(() => Promise.allSettled(
			document.getAnimations().filter((each) => each instanceof CSSTransition).map((each) => each.finished)))
		.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(true)))))`
	// overlaps lists neighbours that lie on each other: the controls of a row, and a number and its curve.
	overlaps = `[...document.querySelectorAll(".time, .world, .top, .figure, .head, .filters, .intro")].flatMap((row) => {
		const all = [...row.children].filter((each) => each.getClientRects().length && !each.matches("#close-intro"));
		const boxes = all.map((each) => each.getBoundingClientRect());
		return all.flatMap((each, i) => all.slice(i + 1).filter((_, k) => {
			const [a, b] = [boxes[i], boxes[i + 1 + k]];
			return a.right > b.left + 1 && b.right > a.left + 1 && a.bottom > b.top + 1 && b.bottom > a.top + 1;
		}).map((other) => row.className + ": " + each.outerHTML.slice(0, 40) + " and " + other.outerHTML.slice(0, 40)));
	})`
	// outside lists what sticks out of its row, and the pieces of addresses that are broken within a word.
	outside = `[...document.querySelectorAll(".scrub, .now, .head, .world, .link")].filter((row) =>
			[...row.children].some((each) => each.getBoundingClientRect().right > row.getBoundingClientRect().right + 1))
		.map((row) => row.outerHTML.slice(0, 80))
		.concat([...document.querySelectorAll("#intro code")].flatMap(({ childNodes }) => [...childNodes])
			.filter((node) => {
				const range = document.createRange();
				range.selectNodeContents(node);
				return node.data && range.getClientRects().length > 1;
			}).map((node) => node.data))`
	isLight = `Number(getComputedStyle(document.documentElement).backgroundColor.match(/\d+/)[0]) > 128`
)

// lookAt sets the width and the theme, checks that the page fits, and keeps a picture.
func lookAt(t *testing.T, ctx context.Context, name string, width int64, theme string) {
	t.Helper()
	browser.Evaluate[bool](t, ctx, fmt.Sprintf(chooseTheme, theme))
	checkFits(t, ctx, name, width, theme)
}

// checkFits sets the width, checks that the page fits and has the theme, and keeps a picture.
func checkFits(t *testing.T, ctx context.Context, name string, width int64, theme string) {
	t.Helper()
	height := int64(900)
	if width < 500 {
		height = 1600
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
	browser.Evaluate[bool](t, ctx, drawn)
	if light := browser.Evaluate[bool](t, ctx, isLight); light != (theme == "light") {
		t.Errorf("%s: the background is light: %v, want %v", name, light, theme == "light")
	}
	if wide := browser.Evaluate[int64](t, ctx, `document.documentElement.scrollWidth`); wide > width {
		t.Errorf("%s: %d pixels wide, want at most %d", name, wide, width)
	}
	for _, found := range browser.Evaluate[[]string](t, ctx, overlaps) {
		t.Errorf("%s: on each other are %s, want nothing", name, found)
	}
	for _, found := range browser.Evaluate[[]string](t, ctx, outside) {
		t.Errorf("%s: broken, or out of its row, is %s, want nothing", name, found)
	}
	if *shots == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*shots, name), picture, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
