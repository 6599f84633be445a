package page

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestPagePastOfMany: the past of a thousand nodes is one answer, and its sums are of all of them.
func TestPagePastOfMany(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--scenario", "large")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?at=-5m")
	const isPast = `document.querySelector(".time").dataset.mode === "inPast"`
	browser.Await(t, ctx, isPast)
	if got := browser.Evaluate[string](t, ctx, `document.querySelector(".counts dd").textContent`); got != "1,000" {
		t.Errorf("the first sum is over %s nodes, want 1,000", got)
	}
	browser.Await(t, ctx, `document.querySelectorAll("#feed li").length >= 25`)
	if found := browser.Evaluate[[]string](t, ctx, asked); len(found) > 10 {
		t.Errorf("the page asked %d times, %v, want at most 10", len(found), found)
	}
	browser.Evaluate[any](t, ctx, `document.querySelector(".fold").click()`)
	browser.Await(t, ctx, `document.querySelectorAll("#tasks article").length > 100
		&& [...document.querySelectorAll("#tasks [data-status=running] .line")]
			.every((line) => line.getAttribute("d").split("L").length > 10)`)
}

// TestPageInstants: an instant can be typed in any form, and is shown as a time of the day; the future is called the future, and a bad one shows the
// server's words and no number.
func TestPageInstants(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--start", "2026-01-01T12:00:00Z")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	const mode = `document.querySelector(".time")?.dataset.mode`
	for _, tc := range []struct{ typed, mode string }{
		{"-5m", "inPast"}, {"+10m", "inFuture"}, {"11:58", "inPast"}, {"yesterday-ish", "noPicture"}, {"2099-01-01", "noPicture"},
	} {
		browser.Reach(t, ctx, "#instant")
		browser.Evaluate[any](t, ctx, `document.activeElement.select()`)
		browser.Press(t, ctx, kb.Backspace, tc.typed, kb.Enter)
		browser.Await(t, ctx, mode+` === "`+tc.mode+`"`)
		if tc.mode != "noPicture" {
			browser.Await(t, ctx, `document.querySelectorAll("#tasks article").length >= 3`)
			browser.Await(t, ctx,
				`document.querySelector("#instant").value === document.querySelector(".clock").textContent`)
			continue
		}
		browser.Await(t, ctx, `document.querySelector("#notice").textContent.includes("-5m")
			&& document.querySelector(".clock").textContent === "–"
			&& !/\d/.test(document.querySelector(".summary").textContent.replace("of 0", ""))`)
	}
	browser.Evaluate[any](t, ctx, `document.activeElement.blur()`)
	browser.Press(t, ctx, "l")
	browser.Await(t, ctx, mode+` === "" && document.querySelector("#notice").textContent === ""`)
	browser.Press(t, ctx, kb.ArrowLeft)
	browser.Await(t, ctx, mode+` === "inPast"`)
	browser.Press(t, ctx, "/")
	browser.Await(t, ctx, `document.activeElement.matches("#feed input")`)
	browser.Evaluate[any](t, ctx, `document.activeElement.blur()`)
	browser.Press(t, ctx, "?")
	browser.Await(t, ctx, `document.querySelectorAll("dialog[open] kbd").length >= 5`)
}

// TestPageSlider: the slider goes on moving after a rest, and keeps the focus, though parts of the page around it come
// and go.
func TestPageSlider(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Reach(t, ctx, "#past")
	browser.Evaluate[any](t, ctx, `window.slider = document.activeElement`)
	for range 2 {
		browser.Press(t, ctx, kb.ArrowLeft)
		browser.Await(t, ctx, `document.querySelector(".time").dataset.mode === "inPast"`)
		browser.Evaluate[bool](t, ctx, drawn)
		if !browser.Evaluate[bool](t, ctx, `document.activeElement === window.slider && window.slider.isConnected`) {
			t.Fatal("the focus has left the slider, want it there")
		}
	}
	browser.Press(t, ctx, kb.End)
	browser.Await(t, ctx,
		`document.querySelector(".time").dataset.mode === "" && document.activeElement === window.slider`)
}
