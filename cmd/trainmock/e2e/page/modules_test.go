package page

import (
	"context"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// TestPageModules asks modules of the page for what they promise, all in one page.
func TestPageModules(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	browser.Navigate(t, ctx, p.URL+"/")
	t.Run("renderer keeps elements", func(t *testing.T) { checkRenderer(t, ctx) })
	t.Run("time never falls", func(t *testing.T) { checkTime(t, ctx) })
	t.Run("names that act unseen", func(t *testing.T) { checkUnseen(t, ctx) })
	t.Run("order of the feed", func(t *testing.T) { checkOrder(t, ctx) })
	t.Run("sentences in Chinese", func(t *testing.T) { checkSentences(t, ctx) })
	t.Run("cells of old values", func(t *testing.T) { checkOldCells(t, ctx) })
	t.Run("layout of groups", func(t *testing.T) { checkLayout(t, ctx) })
	seen.Check(t, p.URL)
}

// checkRenderer: elements that stay are the same ones, whatever comes and goes before them.
func checkRenderer(t *testing.T, ctx context.Context) {
	t.Helper()
	const lost = `import("/assets/dom.js").then(({ h, render }) => {
		const root = document.createElement("div");
		document.body.append(root);
		const kinds = ["p", "button", "div.a", "input", "div.b", "span"];
		const lost = [];
		for (let shown = 0; shown < 64; shown += 1) {
			render(root, kinds.map((kind) => h(kind, { tabindex: "0" }, kind)));
			const before = [...root.children];
			render(root, kinds.filter((_, i) => shown & (1 << i)).map((kind) => h(kind, { tabindex: "0" }, kind)));
			const want = before.filter((_, i) => shown & (1 << i));
			const has = [...root.children];
			if (has.length !== want.length || want.some((each, i) => has[i] !== each)) lost.push(shown);
			const kept = [...root.children];
			render(root, kinds.map((kind) => h(kind, { tabindex: "0" }, kind)));
			if (kept.some((each) => !each.isConnected) || root.textContent !== kinds.join("")) lost.push(-shown);
		}
		root.remove();
		return lost;
	})`
	if found := browser.Evaluate[[]int](t, ctx, lost); len(found) > 0 {
		t.Errorf("elements are made anew or misplaced in the cases %v, want none", found)
	}
}

// checkTime applies events to the page's store: world time falls only where a snapshot or another epoch says so.
func checkTime(t *testing.T, ctx context.Context) {
	t.Helper()
	const times = `import("/assets/store.js").then(({ apply, createStore }) => {
		const store = createStore();
		const take = (type, time, id, payload = {}) => (apply(store, { type, time, id, payload }), store.time);
		return [
			take("hello", "14", undefined, { epoch: "e" }), take("snapshot", "10", "e:1:0"),
			take("cluster_status", "15", "e:2:0"), take("hello", "19", undefined, { epoch: "e" }),
			take("cluster_status", "15", "e:2:0"), take("system_log", "14", "e:1:7"), take("cluster_status", "99"),
			take("heartbeat", "17"), take("node_state", "20", "e:3:1"), take("hello", "05", undefined, { epoch: "f" }),
			take("cluster_status", "06", "f:1:0"),
		].join(" ");
	})`
	const want = "14 10 15 15 15 15 15 15 20 05 06"
	if got := browser.Evaluate[string](t, ctx, times); got != want {
		t.Errorf("world time is %s, want %s", got, want)
	}
}

// checkOrder tells the page's store of changes in another order than that in which they happened, as a stream does that
// goes on after a gap: the feed shows them by their instants, newest first.
func checkOrder(t *testing.T, ctx context.Context) {
	t.Helper()
	const seconds = `Promise.all(["store", "feed", "dom"].map((name) => import("/assets/" + name + ".js")))
		.then(([{ apply, createStore }, { feed }, { render }]) => {
			const [store, root] = [createStore(), document.createElement("div")];
			const time = (second) => "2026-01-01T00:00:0" + second + ".000000+00:00";
			[5, 3, 7, 6].forEach((second, i) => apply(store, {
				type: "task_update", id: "e:" + i + ":0", time: time(7),
				payload: { id: "t", previous_status: "pending", status: "running", reason: second, at: time(second) },
			}));
			render(root, feed({ store, openSheet() {} }));
			return [...root.querySelectorAll("time")].map((each) => each.textContent.at(-1)).join("");
		})`
	if got := browser.Evaluate[string](t, ctx, seconds); got != "7653" {
		t.Errorf("the seconds of the feed are %s, want 7653", got)
	}
}

// checkUnseen lets the page show a name that turns the direction of writing.
func checkUnseen(t *testing.T, ctx context.Context) {
	t.Helper()
	const shown = `import("/assets/dom.js").then(({ h, render }) => {
		const root = document.createElement("div");
		render(root, h("p", { title: "a\u202eb" }, "a\u202e\u2066\u009b\u200fb\tc", 7));
		return root.firstChild.title + " " + root.innerText;
	})`
	const want = `a\u202eb a\u202e\u2066\u009b\u200fb` + "\tc7"
	if got := browser.Evaluate[string](t, ctx, shown); got != want {
		t.Errorf("shown is %q, want %q", got, want)
	}
}

// checkLayout lays groups of the map out on several widths: no box or heading lies on another or sticks out, and a step
// between rows leads to the next one and back.
func checkLayout(t *testing.T, ctx context.Context) {
	t.Helper()
	const wrong = `import("/assets/layout.js").then(({ layOut, rowStep }) => {
		const wrong = [];
		for (const width of [300, 700, 1400]) for (const count of [3, 20, 90, 400]) {
			const groups = ["a", "b", "c"].map((name, i) => ({ name, nodes: Array(Math.ceil(count / (i + 1))).fill(0) }));
			const { boxes, headings, height } = layOut(groups, width);
			const all = [...boxes, ...headings];
			const fit = all.every((b) => b.x >= 0 && b.x + b.width <= width + 0.01 && b.y + b.height <= height + 0.01);
			const apart = all.every((a, i) => all.slice(i + 1).every((b) => a.x + a.width <= b.x + 0.01
				|| b.x + b.width <= a.x + 0.01 || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01));
			const down = boxes[rowStep(boxes, 0, 1)];
			const back = rowStep(boxes, boxes.indexOf(down), -1);
			const steps = down === boxes[0] || (down.y > boxes[0].y && back === 0);
			if (!fit || !apart || !steps || headings.length !== 3) wrong.push([width, count, fit, apart, steps].join(" "));
		}
		return wrong.join("; ");
	})`
	if found := browser.Evaluate[string](t, ctx, wrong); found != "" {
		t.Errorf("groups are laid out badly: %s", found)
	}
}

// checkOldCells draws a cell of the map with values that are new, and with old ones: both have one colour, and that of
// the old is paler. Hatching means that a state is not known.
func checkOldCells(t *testing.T, ctx context.Context) {
	t.Helper()
	const colours = `import("/assets/tiles.js").then(({ drawCell }) => ["ALIVE", "ALIVE", "UNKNOWN"].map((state, i) => {
		const pen = document.createElement("canvas").getContext("2d");
		drawCell(pen, { state, status: "training" }, 90, { x: 0, y: 0, width: 40, height: 40 }, i ? "9s ago" : "");
		const row = [...pen.getImageData(5, 20, 30, 1).data];
		return [new Set(Array.from({ length: 30 }, (_, x) => String(row.slice(4 * x, 4 * x + 4)))).size, row[3]];
	}))`
	got := browser.Evaluate[[][2]int](t, ctx, colours)
	fresh, old, unknown := got[0], got[1], got[2]
	if fresh[0] != 1 || old[0] != 1 || unknown[0] < 2 {
		t.Errorf("new, old and unknown cells have %d, %d and %d colours, want one, one, and a pattern",
			fresh[0], old[0], unknown[0])
	}
	if old[1] >= fresh[1] {
		t.Errorf("the opacity of an old cell is %d, want less than the %d of a new one", old[1], fresh[1])
	}
}
