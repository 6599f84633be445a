package page

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestPageOpenedWithoutServer: what is opened while the server is gone is there once it is back.
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
	if p.Stop() != 0 {
		t.Fatalf("no good end, want one; logged %q", p.Stderr)
	}
	browser.Await(t, ctx, `document.querySelector(".link").dataset.state !== "live"`)
	browser.Evaluate[any](t, ctx,
		`document.querySelector("#tasks h3 a").click(), document.querySelector("#code").click()`)
	program.StartBare(t, app.Run, append(args, "--port", address.Port())...)
	browser.Await(t, ctx,
		`document.querySelectorAll("figure").length >= 4 && document.querySelector("dialog[open] pre") !== null`)
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

// TestPageHidden: a hidden tab is sent less after a while, and shows everything again once it is seen.
func TestPageHidden(t *testing.T) {
	program.SkipRare(t, true)
	p := newPlayedPage(t, "--seed", "7", "--tick", "50ms")
	const hide = `(() => {
		const plain = window.setTimeout;
		window.setTimeout = (callback, ms, ...rest) => plain(callback, ms === 25000 ? 1 : ms, ...rest);
		Object.defineProperty(document, "hidden", { value: %t, configurable: true });
		document.dispatchEvent(new Event("visibilitychange"));
	})()`
	const sent = `fetch("/mock/subscribers").then((answer) => answer.json())
		.then(({ subscribers }) => subscribers.map(({ filter }) => filter.interval).join() === "%s")`
	browser.Await(t, p.ctx, fmt.Sprintf(sent, "50ms"))
	browser.Evaluate[any](t, p.ctx, fmt.Sprintf(hide, true))
	browser.Await(t, p.ctx, fmt.Sprintf(sent, "500ms"))
	browser.Evaluate[any](t, p.ctx, fmt.Sprintf(hide, false))
	browser.Await(t, p.ctx, fmt.Sprintf(sent, "50ms")+` && document.querySelector(".link").dataset.state === "live"`)
	text := browser.Evaluate[string](t, p.ctx, `document.querySelector(".link").textContent`)
	if !strings.Contains(text, "0 reconnects") {
		t.Errorf("the line is %q, want no reconnect", text)
	}
	p.seen.CheckScripts(t)
}
