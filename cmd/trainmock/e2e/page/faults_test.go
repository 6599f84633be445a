package page

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/fault"
)

const (
	// watchNumbers notes in window.wrong, frame by frame, each value that goes back and each that is none.
	watchNumbers = `(() => {
		window.wrong = [];
		const newest = new Map();
		const rise = (name, value) => {
			if (value < newest.get(name)) wrong.push(name + " goes back from " + newest.get(name) + " to " + value);
			newest.set(name, value);
		};
		const look = () => {
			const clock = document.querySelector(".clock").textContent;
			if (clock !== "–") rise("the clock", clock);
			for (const bar of document.querySelectorAll("[role=progressbar]"))
				rise(bar.ariaLabel, Number(bar.ariaValueNow));
			const none = document.querySelector("main").textContent.match(/.{0,20}(NaN|undefined|\[object).{0,20}/);
			if (none) wrong.push(none[0]);
			if (wrong.length < 10) requestAnimationFrame(look);
		};
		look();
	})()`
	// setBadDay sets a profile as a user does.
	setBadDay = `(async () => {
		document.querySelector("#bad-day-open").click();
		while (!document.querySelector("#bad-day option")) await new Promise(requestAnimationFrame);
		const choose = document.querySelector("#bad-day select");
		choose.value = "%s";
		choose.dispatchEvent(new Event("change", { bubbles: true }));
		document.querySelector("#bad-day form button").click();
	})()`
	// live tells that the page is connected and has nothing old; it asks for an attempt where the client waits.
	live = `(document.querySelector("#notice button")?.click(),
		document.querySelector(".link").dataset.state === "live" && document.querySelector(".age") === null)`
	// agrees compares the page with REST, while the world stands.
	agrees = `(async () => {
		const get = async (path) => (await fetch(path)).json();
		const { last_updated: now } = await get("/monitor/ray/cluster/status");
		const differences = [];
		const compare = (name, shown, asked) => shown === asked || differences.push([name, shown, asked].join(" "));
		compare("clock", document.querySelector(".clock").textContent, now.slice(11, 19));
		for (const card of document.querySelectorAll("#tasks article")) {
			const task = await get("/monitor/training/" + card.dataset.task);
			const [loss] = card.querySelectorAll("dd");
			compare(task.task_id, Number(loss.textContent), Number(task.loss.toFixed(4)));
		}
		return differences.join("; ");
	})()`
)

// badDay is a page that is open while its program has a bad day.
type badDay struct {
	profile string
	program *program.Program
	ctx     context.Context
	seen    *browser.Recorder
}

func newBadDay(t *testing.T, profile string) *badDay {
	t.Helper()
	p := program.Start(t, app.Run, "--seed", "7", "--start", "2026-01-01T00:00:00Z")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	return &badDay{profile, p, ctx, seen}
}

// TestPageFaults keeps pages open through bad days, all at the same time: no script fails, no number goes back, a
// detail shows its charts or words, and once the faults are gone the page is live and agrees with REST.
func TestPageFaults(t *testing.T) {
	t.Parallel()
	var days []*badDay
	profiles := []string{"flaky", "bad-data"}
	if program.All() {
		profiles = fault.ProfileNames()
	}
	for _, profile := range profiles {
		days = append(days, newBadDay(t, profile))
	}
	for _, step := range []struct {
		name string
		do   func(*testing.T, *badDay)
	}{
		{"begins", begin}, {"strikes", strike}, {"ends", end}, {"is over", isOver},
	} {
		t.Run(step.name, func(t *testing.T) {
			for _, d := range days {
				t.Run(d.profile, func(t *testing.T) { step.do(t, d) })
			}
		})
	}
}

// begin sets the faults as a user does.
func begin(t *testing.T, d *badDay) {
	browser.Await(t, d.ctx, `document.querySelectorAll("#tasks article").length >= 2
		&& document.querySelector("#bad-day-open") !== null`)
	browser.Evaluate[any](t, d.ctx, watchNumbers)
	browser.Evaluate[any](t, d.ctx, fmt.Sprintf(setBadDay, d.profile))
	browser.Await(t, d.ctx, `document.querySelector("#faults")?.textContent.includes("`+d.profile+`")`)
	openTask(t, d.ctx)
}

// strike waits until a fault has struck.
func strike(t *testing.T, d *badDay) {
	browser.Await(t, d.ctx, `document.querySelector("#detail figure, #detail [role=alert]") !== null`)
	browser.Await(t, d.ctx, `/ [1-9]\d* ×/.test(document.querySelector("#faults").textContent)`)
}

// end removes the faults, and goes back to the overview.
func end(t *testing.T, d *badDay) {
	send(t, d.program, "DELETE", "/mock/faults", "")
	browser.Evaluate[any](t, d.ctx, `history.back()`)
}

// isOver waits until the page is live and true.
func isOver(t *testing.T, d *badDay) {
	browser.Await(t, d.ctx, live)
	openTask(t, d.ctx)
	browser.Await(t, d.ctx, `document.querySelectorAll("figure").length >= 5`)
	browser.Evaluate[any](t, d.ctx, `history.back()`)
	browser.Await(t, d.ctx, live+` && document.querySelector("#faults") === null`)
	send(t, d.program, "PUT", "/mock/clock", `{"speed": 0}`)
	browser.Await(t, d.ctx, `document.querySelector(".now .muted").textContent.includes("paused")`)
	browser.Await(t, d.ctx, agrees+`.then((differences) => differences === "")`)
	for _, wrong := range browser.Evaluate[[]string](t, d.ctx, `window.wrong`) {
		t.Error(wrong)
	}
	d.seen.CheckScripts(t)
}

// openTask opens the first task of the page.
func openTask(t *testing.T, ctx context.Context) {
	t.Helper()
	browser.Await(t, ctx, `(document.querySelector("#tasks h3 a")?.click(), location.search.startsWith("?task="))`)
}

// send asks the program for a change.
func send(t *testing.T, p *program.Program, method, path, body string) {
	t.Helper()
	if status, answer := p.Send(t, method, path, body); status >= http.StatusMultipleChoices {
		t.Fatalf("%s %s %s: got %d %s", method, path, body, status, answer)
	}
}

// TestPageSetsABadDay sets a profile and clears it by keyboard, in both languages.
func TestPageSetsABadDay(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	for _, language := range []string{"Faults", "故障演练"} {
		browser.Reach(t, ctx, "#bad-day-open")
		browser.Press(t, ctx, kb.Enter)
		browser.Await(t, ctx, fmt.Sprintf(`document.querySelectorAll("#bad-day option").length === %d`,
			len(fault.Profiles)))
		browser.Reach(t, ctx, "#bad-day select")
		browser.Press(t, ctx, "b", "a", "d")
		browser.Reach(t, ctx, "#bad-day form button")
		browser.Press(t, ctx, kb.Enter)
		browser.Await(t, ctx, `document.querySelector("#faults strong")?.textContent === "`+language+`"`)
		browser.Await(t, ctx, `/\d malformed|格式错误 \d/.test(document.querySelector(".link").textContent)`)
		browser.Reach(t, ctx, "#faults button")
		browser.Press(t, ctx, kb.Enter)
		browser.Await(t, ctx, `document.querySelector("#faults") === null`)
		browser.Evaluate[any](t, ctx, `document.querySelector("#language").click()`)
	}
	seen.CheckScripts(t)
}

// TestPageShowsAges lets the nodes, the tasks or the whole stream fall silent: each value that is old says its age, and
// none does once it is new.
func TestPageShowsAges(t *testing.T) {
	ctx, seen := browser.New(t)
	for _, tc := range []struct{ name, fault, path, old, fresh string }{
		{"nodes", `"on": {"topics": ["nodes"]}, "drop": {}`, "/?as=table", "tbody tr[data-old] .age",
			"[data-status=running]:not([data-old])"},
		{"tasks", `"on": {"topics": ["training"]}, "drop": {}`, "/", "#tasks [data-status=running] .age",
			".health:not([data-old])"},
		{"cluster", `"on": {"topics": ["cluster"]}, "drop": {}`, "/", ".health .age",
			"[data-status=running]:not([data-old])"},
		{"chart", `"on": {"topics": ["training"]}, "drop": {}`, "/?task=%s", "#detail .legend .age:not(:empty)",
			".now"},
		{"all", `"on": {"streams": ["ws"]}, "freeze": {"for": "5s"}`, "/", ".figure[data-old] .age",
			".link[data-state=silent]"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
			path := tc.path
			if tc.name == "chart" {
				path = fmt.Sprintf(path, runningTask(t, p))
			}
			browser.Open(t, ctx, p.URL+path)
			browser.Await(t, ctx, `document.querySelector(".link").dataset.state === "live"`)
			send(t, p, "POST", "/mock/faults", `{"name": "f", "count": 100000, `+tc.fault+`}`)
			browser.Await(t, ctx, fmt.Sprintf(`/\d+s ago/.test(document.querySelector(%q)?.textContent)
				&& document.querySelector(%q) !== null`, tc.old, tc.fresh))
			send(t, p, "DELETE", "/mock/faults", "")
			browser.Await(t, ctx, fmt.Sprintf(`document.querySelector(%q) === null`, tc.old))
		})
	}
	seen.CheckScripts(t)
}

// TestPageHostileEvents sends events of any shape: the page shows them and goes on.
func TestPageHostileEvents(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?kinds=changes,logs,stream&as=table")
	for _, kind := range []string{"hello", "snapshot", "clock", "gap", "bye", "error", "cluster_status", "node_update",
		"node_state", "task_update", "training_progress", "system_log", "mine"} {
		for _, payload := range []string{`{}`, `null`, `7`, `"text"`, `[1]`,
			`{"id": 7, "at": 7, "state": 7, "level": {},
				"message": {"tag": "img", "props": {"src": "x"}, "children": []}}`} {
			_, _ = p.Send(t, "POST", "/mock/events", `{"type": "`+kind+`", "topic": "logs", "payload": `+payload+`}`)
		}
	}
	browser.Evaluate[bool](t, ctx, nextTick)
	browser.Await(t, ctx, `document.querySelectorAll("tbody tr").length === 8`)
	if n := browser.Evaluate[int](t, ctx, `document.querySelectorAll("img[src=x]").length`); n != 0 {
		t.Errorf("%d elements were made of payloads, want none", n)
	}
	seen.Check(t, p.URL)
}

// TestPageOldFits shows old values, and a stream that is silent, on screens of several widths: all of it fits, and
// breaks no rule of axe-core, also where a person's own colours are in force.
func TestPageOldFits(t *testing.T) {
	t.Parallel()
	script := readAxe(t)
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	send(t, p, "POST", "/mock/faults", `{"profile": "bad-data"}`)
	send(t, p, "POST", "/mock/faults", `{"name": "lost", "on": {"topics": ["nodes"]}, "drop": {}}`)
	for path, theme := range map[string]string{"/": "light", "/?as=table": "dark"} {
		browser.Open(t, ctx, p.URL+path)
		browser.Evaluate[any](t, ctx, script+";0")
		browser.Await(t, ctx, `document.querySelector("#faults") !== null && document.querySelector(".age") !== null
			&& document.querySelector(".link").textContent.includes("missing")
			&& (location.search !== "" || document.querySelector("#nodes .legend").textContent.includes("old data"))`)
		for _, width := range []int64{1440, 1180, 1100, 1024, 720, 390} { // 720 is 1440 at a zoom of 200 %
			lookAt(t, ctx, fmt.Sprintf("old-%d-%d-%s.png", len(path), width, theme), width, theme)
		}
		checkAxe(t, ctx, path+" "+theme)
		force(t, ctx)
		checkRules(t, ctx, path+" in forced colours", false) // whose contrast is a person's own
		unforce(t, ctx)
	}
	send(t, p, "POST", "/mock/faults", `{"name": "silence", "on": {"streams": ["ws"]}, "hang": {}}`)
	browser.Await(t, ctx, `document.querySelector(".link").dataset.state === "silent"`)
	for _, width := range []int64{1440, 390} {
		lookAt(t, ctx, fmt.Sprintf("silent-%d.png", width), width, "dark")
	}
	checkAxe(t, ctx, "silent")
	seen.CheckScripts(t)
}
