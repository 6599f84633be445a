package page

import (
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// openEvent clicks along the first chart until an event is shown that has a text, and returns whether it found one.
const openEvent = `(async (text) => {
	const canvas = document.querySelector("figure canvas");
	const { left, top, width } = canvas.getBoundingClientRect();
	for (let x = 64; x < width - 12; x += 3) {
		const at = { clientX: left + x, clientY: top + 60, bubbles: true };
		canvas.dispatchEvent(new PointerEvent("pointerdown", at));
		canvas.dispatchEvent(new PointerEvent("pointerup", at));
		for (let i = 0; i < 3; i += 1) await new Promise(requestAnimationFrame);
		if (document.querySelector("dialog[open] pre")?.textContent.includes(text)) return true;
		document.querySelector("dialog[open]")?.close();
	}
	return false;
})`

// TestPageCharts: the loss is wide, logarithmic unless switched, and shown by time or by step, over a span or the whole
// run.
func TestPageCharts(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	id := runningTask(t, p)
	browser.Open(t, ctx, p.URL+"/?span=run&task="+id)
	browser.Await(t, ctx, `document.querySelectorAll("figure").length >= 5`)
	const look = `document.querySelector("figure canvas").toDataURL()`
	if !browser.Evaluate[bool](t, ctx, `(() => {
		const [loss, other] = [...document.querySelectorAll("figure")].map((each) => each.clientWidth);
		return document.querySelector("#log-scale").ariaPressed === "true" && loss > 1.8 * other;
	})()`) {
		t.Error("the loss is not logarithmic or not twice as wide as others, want both")
	}
	send(t, p, "PUT", "/mock/clock", `{"speed": 0}`)
	browser.Await(t, ctx, `document.querySelector(".now .muted").textContent.includes("paused")`)
	for _, button := range []string{"#log-scale", "#by-step"} {
		browser.Evaluate[bool](t, ctx, drawn)
		browser.Evaluate[any](t, ctx, `window.before = `+look+`, document.querySelector("`+button+`").click()`)
		browser.Await(t, ctx, look+` !== window.before`)
	}
	seen.Check(t, p.URL)
}

// TestPageSpans: while a node is away its charts have a band, which opens the event; a first start is no return.
func TestPageSpans(t *testing.T) {
	program.SkipRare(t, true)
	p := program.Start(t, app.Run, "--seed", "7", "--speed", "0", "--scenario", "steady")
	ctx, _ := browser.New(t)
	id := runningTask(t, p)
	var history struct {
		Nodes [][]string `json:"nodes_involved"`
	}
	p.Read(t, "/monitor/training/"+id+"/history", &history)
	node := history.Nodes[len(history.Nodes)-1][0]
	send(t, p, "POST", "/mock/commands", `{"fail_node": {"node_id": "`+node+`", "for": "1m"}}`)
	send(t, p, "POST", "/mock/clock/advance", `{"by": "2m"}`)
	for _, tc := range []struct{ query, event string }{
		{"node=" + node, `"state": "UNKNOWN"`}, {"task=" + id, `"status": "pending"`},
	} {
		browser.Open(t, ctx, p.URL+"/?"+tc.query)
		browser.Await(t, ctx, `document.querySelectorAll("figure").length >= 4`)
		browser.Evaluate[bool](t, ctx, drawn)
		if !browser.Evaluate[bool](t, ctx, openEvent+"('"+tc.event+"')") {
			t.Errorf("%s: no band opens an event with %s, want one", tc.query, tc.event)
		}
	}
	const spans = `import("/assets/spans.js").then(({ spansOf }) => {
		const at = (n) => "2026-01-01T00:00:0" + n + ".000000+00:00";
		const update = (n, previous_status, status, reason) =>
			({ type: "task_update", time: at(n), payload: { id: "t", previous_status, status, reason, at: at(n) } });
		const second = (each) => (Number.isFinite(each) ? new Date(each * 1000).getUTCSeconds() : each);
		const told = (...marks) => spansOf(marks, { task: "t" }).map(({ from, to }) => second(from) + "-" + second(to))
			.join(" ");
		return [
			told(update(1, "pending", "running", "started on 2 nodes")),
			told(update(1, "pending", "running", "started on 2 nodes"), update(3, "running", "pending", "node"),
				update(5, "pending", "running", "resumed from the checkpoint at step 8")),
			told(update(5, "pending", "running", "resumed from the checkpoint at step 8")),
			told(update(2, "running", "paused", "on request"), update(4, "paused", "cancelled", "on request")),
			told(update(2, "running", "completed", "done")),
		].join("|");
	})`
	const want = "|3-5|-Infinity-5|2-4|"
	if got := browser.Evaluate[string](t, ctx, spans); got != want {
		t.Errorf("the spans are %q, want %q", got, want)
	}
}
