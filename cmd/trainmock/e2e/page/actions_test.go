package page

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/internal/browser"
)

// inMenu tells that the menu of an element is open, and that the keyboard is in it.
func inMenu(of string) string {
	return `document.activeElement.closest(".items") !== null
		&& document.activeElement === document.querySelector("` + of + ` .items button")`
}

// TestPageActions: by keyboard, a task's card and a node's tile take commands, which show their curl and are taken
// back; by the pointer, a right click opens them. What has ended offers no command; what is shown of the past offers
// none, nor does a view that is held.
func TestPageActions(t *testing.T) {
	p := newPlayedPage(t, "--seed", "7")
	id := runningTask(t, p.Program)
	giveCommands(t, p, `[data-task=`+id+`]`)
	checkNoCommands(t, p, id)
	p.seen.Check(t, p.URL)
}

// giveCommands gives commands to a task, whose card has a selector, and to the first node.
func giveCommands(t *testing.T, p *playedPage, card string) {
	t.Helper()
	for _, tc := range []struct {
		menu, verb string
		reach      func()
	}{
		{card, "pause_task", func() { browser.Reach(t, p.ctx, card+" .more") }},
		{".at-tile", "fail_node", func() {
			browser.Reach(t, p.ctx, "#nodes [role=application]")
			browser.Press(t, p.ctx, kb.ArrowRight)
			browser.Await(t, p.ctx, `document.querySelector(".at-tile .more") !== null`)
			browser.Press(t, p.ctx, kb.Tab)
		}},
	} {
		tc.reach()
		more := `document.activeElement.matches("` + tc.menu + ` .more")`
		browser.Press(t, p.ctx, kb.Enter)
		browser.Await(t, p.ctx, inMenu(tc.menu))
		browser.Press(t, p.ctx, kb.Escape)
		browser.Await(t, p.ctx, more+` && document.querySelector(".actions .items") === null`)
		browser.Press(t, p.ctx, kb.Enter)
		browser.Await(t, p.ctx, inMenu(tc.menu))
		browser.Press(t, p.ctx, kb.Enter)
		browser.Await(t, p.ctx, `document.querySelector("#toast pre")?.textContent.includes("`+tc.verb+`") && `+more)
		press(t, p, "#undo")
		browser.Await(t, p.ctx, `document.querySelector("#undo") === null`)
		if n := p.commands(t); n != 0 {
			t.Errorf("%s: %d commands are in the log after undo, want none", tc.verb, n)
		}
	}
	browser.Evaluate[any](t, p.ctx, `(() => {
		const field = document.querySelector(".field-of-tiles");
		const { left, top } = field.getBoundingClientRect();
		const at = { clientX: left + 20, clientY: top + 20, bubbles: true, cancelable: true };
		field.dispatchEvent(new PointerEvent("pointermove", at));
		field.dispatchEvent(new PointerEvent("contextmenu", at));
	})()`)
	browser.Await(t, p.ctx, inMenu(".at-tile"))
	browser.Evaluate[any](t, p.ctx, `document.querySelector("#code").focus()`)
	browser.Await(t, p.ctx, `document.querySelector(".actions .items") === null`)
}

// checkNoCommands looks where no command is offered; it cancels a task.
func checkNoCommands(t *testing.T, p *playedPage, id string) {
	t.Helper()
	const none = `document.querySelectorAll("#tasks article").length > 1 && document.querySelector(".actions") === null`
	more := `document.querySelector("[data-task=` + id + `] .more")`
	browser.Await(t, p.ctx, more+` !== null`)
	browser.Evaluate[any](t, p.ctx, `document.activeElement.blur()`)
	browser.Press(t, p.ctx, " ")
	browser.Await(t, p.ctx, none)
	browser.Press(t, p.ctx, " ")
	send(t, p.Program, "POST", "/mock/commands", `{"cancel_task": {"task_id": "`+id+`"}}`)
	browser.Await(t, p.ctx, more+` === null && document.querySelector(".actions") !== null`)
	browser.Evaluate[any](t, p.ctx, `document.querySelector("[data-task=`+id+`] h3 a").click()`)
	browser.Await(t, p.ctx, `document.querySelectorAll("figure").length >= 4`)
	if browser.Evaluate[bool](t, p.ctx, `document.querySelector("#detail .head .tools button") !== null`) {
		t.Error("a task that has ended offers commands, want none")
	}
	browser.Open(t, p.ctx, p.URL+"/?at=-1s")
	browser.Await(t, p.ctx, none+` && document.querySelector("#run") !== null`)
}
