package page

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestPageOpenedWithoutServer: what is opened while the server is gone is there once it is back. The tab tells that it
// is gone; nothing that sends can be pressed meanwhile, and the slider tells the age.
func TestPageOpenedWithoutServer(t *testing.T) {
	args := []string{"--host", "127.0.0.1", "--seed", "7", "--tick", "100ms"}
	p := program.StartBare(t, app.Run, append(args, "--port", "0")...)
	address, err := url.Parse(p.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelectorAll("#tasks h3 a").length >= 2`)
	browser.Await(t, ctx,
		`(document.querySelector("#bad-day-open")?.click(), document.querySelector("#bad-day") !== null)`)
	if p.Stop() != 0 {
		t.Fatalf("no good end, want one; logged %q", p.Stderr)
	}
	browser.Await(t, ctx, `document.title.startsWith("⚠") && `+tabIcon+`.includes("#c4262b")`)
	browser.Await(t, ctx, `document.querySelector("#world").disabled && document.querySelector("#start-task").disabled
		&& document.querySelector("#tasks .more").disabled && document.querySelector("#bad-day") === null
		&& document.querySelector(".ago").textContent.endsWith("ago")`)
	browser.Evaluate[any](t, ctx,
		`document.querySelector("#tasks h3 a").click(), document.querySelector("#code").click()`)
	program.StartBare(t, app.Run, append(args, "--port", address.Port())...)
	browser.Await(t, ctx,
		`document.querySelectorAll("figure").length >= 4 && document.querySelector("dialog[open] pre") !== null
			&& !document.querySelector("#world").disabled
			&& !document.title.startsWith("⚠") && `+tabIcon+`.includes("#2f5fe0")`)
}

// TestPageOtherWorld: another seed, another scenario and a seek replace what is open: no value of the world before
// stays, neither in the overview nor in a detail.
func TestPageOtherWorld(t *testing.T) {
	p := newPlayedPage(t, "--seed", "7")
	id := runningTask(t, p.Program)
	for i, tc := range []struct{ method, path, body string }{
		{"PUT", "/mock/scenario", `{"seed": 8}`},
		{"PUT", "/mock/scenario", `{"name": "chaos"}`},
		{"POST", "/mock/clock/seek", `{"to": "+3h"}`},
	} {
		if i > 0 && !program.All() {
			continue
		}
		browser.Open(t, p.ctx, p.URL+"/?task="+id)
		browser.Await(t, p.ctx, `document.querySelectorAll("figure").length >= 4
			&& document.querySelector(".link").dataset.state === "live"`)
		browser.Evaluate[any](t, p.ctx, `window.before = document.querySelector("figure canvas")`)
		send(t, p.Program, tc.method, tc.path, tc.body)
		browser.Await(t, p.ctx, `document.querySelectorAll("figure").length >= 4
			&& document.querySelector("figure canvas") !== window.before`)
		browser.Evaluate[any](t, p.ctx, `document.querySelector("#detail .head a").click()`)
		browser.Await(t, p.ctx, `document.querySelectorAll("#tasks article").length > 0`)
		send(t, p.Program, "PUT", "/mock/clock", `{"speed": 0}`)
		browser.Await(t, p.ctx, agrees+`.then((differences) => differences === "")`)
		send(t, p.Program, "PUT", "/mock/clock", `{"speed": 1}`)
		p.seen.CheckScripts(t)
	}
}

const (
	// setHidden hides the tab or shows it. Of what a hidden page lacks, it takes the frames away; a wait of 25 s before
	// the stream is thinned passes at once.
	setHidden = `(() => {
		const plain = window.setTimeout;
		window.plainFrame ??= window.requestAnimationFrame.bind(window);
		window.setTimeout = (callback, ms, ...rest) => plain(callback, ms === 25000 ? 1 : ms, ...rest);
		window.waiting ??= [];
		window.requestAnimationFrame = %[1]t ? (callback) => waiting.push(callback) : plainFrame;
		Object.defineProperty(document, "hidden", { value: %[1]t, configurable: true });
		document.dispatchEvent(new Event("visibilitychange"));
		if (!%[1]t) for (const callback of waiting.splice(0)) requestAnimationFrame(callback);
	})()`
	// oneFrame waits, where frames are taken away.
	oneFrame = `new Promise((resolve) => plainFrame(resolve)).then(() => 0)`
	// sentEvery tells that the server sends periodic events at an interval.
	sentEvery = `fetch("/mock/subscribers").then((answer) => answer.json())
		.then(({ subscribers }) => subscribers.map(({ filter }) => filter.interval).join() === "%s")`
)

// TestPageHidden: a hidden tab is sent less after a while; five minutes of the world later it is seen again, shows
// everything, has lost nothing, and is true.
func TestPageHidden(t *testing.T) {
	program.SkipRare(t, true)
	p := newPlayedPage(t, "--seed", "7", "--tick", "50ms", "--speed", "60")
	browser.Await(t, p.ctx, fmt.Sprintf(sentEvery, "50ms"))
	browser.Evaluate[any](t, p.ctx, fmt.Sprintf(setHidden, true))
	for !browser.Evaluate[bool](t, p.ctx, fmt.Sprintf(sentEvery, "500ms")) {
		browser.Evaluate[any](t, p.ctx, oneFrame)
	}
	var before, now struct {
		At time.Time `json:"last_updated"`
	}
	p.Read(t, "/monitor/ray/cluster/status", &before)
	for now.At.Sub(before.At) < 5*time.Minute {
		browser.Evaluate[any](t, p.ctx, oneFrame)
		p.Read(t, "/monitor/ray/cluster/status", &now)
	}
	browser.Evaluate[any](t, p.ctx, fmt.Sprintf(setHidden, false))
	browser.Await(t, p.ctx, fmt.Sprintf(sentEvery, "50ms"))
	browser.Await(t, p.ctx, live)
	text := browser.Evaluate[string](t, p.ctx, `document.querySelector(".link").textContent`)
	if !strings.Contains(text, "0 reconnects") || strings.Contains(text, "missing") {
		t.Errorf("the line is %q, want no reconnect, and nothing missing", text)
	}
	const pieces = `[...document.querySelectorAll(".summary .line")].map((line) => line.getAttribute("d").split("M").length - 1)`
	if got := browser.Evaluate[[]int](t, p.ctx, pieces); slices.Max(got) > 1 {
		t.Errorf("the curves are in %v pieces, want each in one", got)
	}
	send(t, p.Program, "PUT", "/mock/clock", `{"speed": 0}`)
	browser.Await(t, p.ctx, agrees+`.then((differences) => differences === "")`)
	p.seen.CheckScripts(t)
}
