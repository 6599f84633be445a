package page

import (
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// press presses a button of the page once it can be pressed.
func press(t *testing.T, p *playedPage, selector string) {
	t.Helper()
	browser.Await(t, p.ctx, `(() => {
		const button = document.querySelector("`+selector+`");
		if (!button || button.disabled) return false;
		button.click();
		return true;
	})()`)
}

// TestPagePlaysABadDay: a person pauses, steps, fails a node, takes it back and breaks answers, from the page alone;
// each change shows a curl that does the same.
func TestPagePlaysABadDay(t *testing.T) {
	p := newPlayedPage(t, "--seed", "7", "--start", "2026-01-01T00:00:00Z")
	checkDistinct(t, p)
	press(t, p, "#run")
	browser.Await(t, p.ctx, `document.querySelector("#toast pre")?.textContent.includes("-X PUT")
		&& document.querySelector(".now .muted").textContent.includes("paused")`)
	before := browser.Evaluate[string](t, p.ctx, `document.querySelector(".clock").textContent`)
	press(t, p, "#step")
	browser.Await(t, p.ctx, `document.querySelector(".clock").textContent !== "`+before+`"`)

	press(t, p, "#bad-day-open")
	press(t, p, "#bad-day .item button")
	browser.Await(t, p.ctx, `document.querySelector("#toast pre")?.textContent.includes("fail_node")`)
	curl := browser.Evaluate[string](t, p.ctx, `document.querySelector("#toast pre").textContent`)
	if n := p.commands(t); n != 1 {
		t.Fatalf("%d commands are in the log, want 1", n)
	}
	press(t, p, "#undo")
	browser.Await(t, p.ctx, `document.querySelector("#undo") === null`)
	if n := p.commands(t); n != 0 {
		t.Errorf("%d commands are in the log after undo, want none", n)
	}
	if out, err := exec.Command("sh", "-c", curl+" --silent --show-error --fail").CombinedOutput(); err != nil {
		t.Errorf("%s: %v %s, want it to succeed", curl, err, out)
	}
	if n := p.commands(t); n != 1 {
		t.Errorf("%d commands are in the log after curl, want 1", n)
	}

	press(t, p, "#bad-day-open")
	press(t, p, "#bad-day .item:nth-child(5) button")
	browser.Await(t, p.ctx, `document.querySelector("#faults")?.textContent.includes("refused")`)
	press(t, p, "#bad-day-open")
	browser.Reach(t, p.ctx, "#bad-day .item button")
	browser.Press(t, p.ctx, kb.Escape)
	browser.Await(t, p.ctx,
		`document.querySelector("#bad-day") === null && document.activeElement.id === "bad-day-open"`)
	checkLeaving(t, p)
}

// checkDistinct tells the button that holds the view from the one that pauses the world for all: each has words and a
// picture of its own.
func checkDistinct(t *testing.T, p *playedPage) {
	t.Helper()
	const looks = `["#freeze", "#run"].map((id) => {
		const button = document.querySelector(id);
		return [button.ariaLabel ?? button.innerText.trim(), button.innerText.trim(), button.querySelector("path").outerHTML];
	})`
	got := browser.Evaluate[[][3]string](t, p.ctx, looks)
	for i, want := range []string{"Hold view", "Pause world"} {
		if got[i][0] != want || got[i][1] != want {
			t.Errorf("a button is named %q and shows %q, want %q", got[i][0], got[i][1], want)
		}
	}
	if got[0][2] == got[1][2] {
		t.Errorf("both buttons show %s, want two pictures", got[0][2])
	}
}

// checkLeaving opens the menus: a press outside closes them, and so does the focus when it goes elsewhere.
func checkLeaving(t *testing.T, p *playedPage) {
	t.Helper()
	const press = `document.querySelector(".clock").dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }))`
	for opener, menu := range map[string]string{"#bad-day-open": "#bad-day", "#tasks .more": ".actions .items"} {
		for _, leave := range []string{press, `document.querySelector("#code").focus()`} {
			browser.Reach(t, p.ctx, opener)
			browser.Press(t, p.ctx, kb.Enter)
			browser.Await(t, p.ctx, `document.querySelector("`+menu+`") !== null`)
			browser.Evaluate[any](t, p.ctx, leave)
			browser.Await(t, p.ctx, `document.querySelector("`+menu+`") === null`)
		}
	}
}

// TestPageAsksBefore: where others watch, the page asks once before a change; "cancel" changes nothing.
func TestPageAsksBefore(t *testing.T) {
	p := newPlayedPage(t, "--seed", "7")
	other := browser.NewPage(t, p.ctx)
	browser.Open(t, other, p.URL+"/")
	browser.Await(t, other, `document.querySelector(".link").dataset.state === "live"`)
	press(t, p, "#start-task")
	browser.Await(t, p.ctx, `document.querySelector("#question")?.textContent.startsWith("Others watch this world: 1")`)
	press(t, p, "#question button:not(.primary)")
	browser.Await(t, p.ctx, `document.querySelector("#question") === null`)
	if n := p.commands(t); n != 0 {
		t.Errorf("%d commands are in the log, want none", n)
	}
	press(t, p, "#start-task")
	press(t, p, "#go-on")
	press(t, p, "#start-task")
	browser.Await(t, p.ctx, `document.querySelector("#toast") !== null && document.querySelector("#question") === null`)
}

// TestPageToken: with a token the page asks for it, and works once it has it.
func TestPageToken(t *testing.T) {
	program.SkipRare(t, true)
	p := newPlayedPage(t, "--seed", "7", "--token", "secret")
	browser.Reach(t, p.ctx, "#token-form input")
	browser.Press(t, p.ctx, "secret", kb.Enter)
	press(t, p, "#run")
	browser.Await(t, p.ctx, `document.querySelector(".now .muted").textContent.includes("paused")`)
}
