package page

import (
	"context"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

const (
	// shifts is the sum of the page's layout shifts up to a second after the first numbers. That new events push the
	// older ones down is what a feed is for.
	shifts = `new Promise((resolve) => {
		const until = performance.getEntriesByName("first-numbers")[0].startTime + 1000;
		const isFirst = ({ startTime, sources }) =>
			startTime < until && !sources.every(({ node }) => node?.parentElement?.closest("#feed"));
		const observe = (list) => resolve(list.getEntries().filter(isFirst).reduce((sum, { value }) => sum + value, 0));
		new PerformanceObserver(observe).observe({ type: "layout-shift", buffered: true });
		setTimeout(() => resolve(0), 300);
	})`
	// asked lists the paths that the page has requested, assets left out.
	asked = `performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
		.filter((path) => !path.startsWith("/assets/"))`
	// feedIsInOrder tells that every event of the feed is as old as the one above it, or older: of the day before, if its
	// time of day is much later.
	feedIsInOrder = `[...document.querySelectorAll("#feed time")].map((each) => each.textContent)
		.every((time, i, all) => i === 0 || time <= all[i - 1] || (time > "18" && all[i - 1] < "06"))`
	// askedAgain lists what the page has requested more than once.
	askedAgain = `performance.getEntriesByType("resource").map(({ name }) => name)
		.filter((name, i, all) => all.indexOf(name) < i || name.endsWith("/icon.svg"))`
)

// TestPageOpensFull: the first screen has curves of the whole past, the newest events and names, from one answer, and
// nothing on it moves, nor on a phone.
func TestPageOpensFull(t *testing.T) {
	for _, scenario := range []string{"demo", "large"} {
		t.Run(scenario, func(t *testing.T) {
			program.SkipRare(t, scenario == "large")
			p := program.Start(t, app.Run, "--seed", "7", "--scenario", scenario)
			ctx, seen := browser.New(t)
			browser.Open(t, ctx, p.URL+"/")
			browser.Await(t, ctx, `document.querySelectorAll("#tasks .line").length >= 3
				&& [...document.querySelectorAll("#tasks [data-status=running] .line")]
					.every((line) => line.getAttribute("d").split("L").length > 40)
				&& [...document.querySelectorAll(".summary .line")]
					.every((line) => line.getAttribute("d").split("L").length > 25)
				&& document.querySelectorAll("#feed li").length >= 25
				&& !document.querySelector("#tasks h3 a").textContent.startsWith("task_")`)
			const histories = `(` + asked + `).filter((path) => /history|openapi/.test(path)).length`
			if found := browser.Evaluate[int](t, ctx, histories); found > 0 {
				t.Errorf("the page asked for %d histories, want the overview alone", found)
			}
			if found := browser.Evaluate[[]string](t, ctx, askedAgain); len(found) > 0 {
				t.Errorf("the page asked again for %v, want everything once, and the icon by the browser alone", found)
			}
			checkShifts(t, ctx)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 1600)); err != nil {
				t.Fatal(err)
			}
			browser.Open(t, ctx, p.URL+"/")
			browser.Await(t, ctx, `document.querySelector("#run") !== null && document.querySelector("#feed li") !== null`)
			checkShifts(t, ctx)
			seen.Check(t, p.URL)
		})
	}
}

// checkShifts holds the layout of a page that has just opened to its place.
func checkShifts(t *testing.T, ctx context.Context) {
	t.Helper()
	browser.Await(t, ctx, `performance.getEntriesByName("first-numbers").length > 0`)
	if shift := browser.Evaluate[float64](t, ctx, shifts); shift >= 0.05 {
		t.Errorf("the layout shifts by %v, want less than 0.05", shift)
	}
}

// TestPageNames: a task's name is the title of its card, of its detail and of the tab; its id is copied by a click,
// and its colour follows from the id.
func TestPageNames(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	id := runningTask(t, p)
	name := program.Decode(t, p.Get(t, "/monitor/training/"+id+"/history"))["model"].(string)
	browser.Open(t, ctx, p.URL+"/")
	card := `document.querySelector("[data-task=` + id + `]")`
	browser.Await(t, ctx, card+`?.querySelector("h3").textContent === "`+name+`"`)
	tint := `getComputedStyle(` + card + `.querySelector(".tint")).backgroundColor`
	browser.Await(t, ctx, `/Round \d+\/24/.test(document.querySelector("#tasks").textContent)`) // of the federated task
	colour := browser.Evaluate[string](t, ctx, tint)
	browser.Evaluate[any](t, ctx, card+`.querySelector(".id").click()`)
	browser.Await(t, ctx, card+`.querySelector(".id").textContent === "Copied"`)
	browser.Await(t, ctx, card+`.querySelector(".id").textContent === "`+id+`"`)
	browser.Evaluate[any](t, ctx, card+`.querySelector("h3 a").click()`)
	browser.Await(t, ctx, `document.querySelector("#detail-title")?.textContent === "`+name+`"
		&& document.title.startsWith("`+name+`") && document.activeElement.id === "detail-title"`)
	browser.Evaluate[any](t, ctx, `history.back()`)
	browser.Await(t, ctx, `document.activeElement.id === "tasks-title"`)
	browser.Open(t, ctx, p.URL+"/?at=-10s")
	browser.Await(t, ctx, card+` !== null`)
	if got := browser.Evaluate[string](t, ctx, tint); got != colour {
		t.Errorf("the colour of %s is %s in the past, want %s", id, got, colour)
	}
}

// TestPageIntro: a line says what the page is and where the data comes from, in both languages, until it is closed.
func TestPageIntro(t *testing.T) {
	program.SkipRare(t, true)
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelectorAll("#intro code").length === 3
		&& document.querySelector("#intro").textContent.includes("simulated training cluster")`)
	address := browser.Evaluate[string](t, ctx, `document.querySelector("#intro code").textContent`)
	if status, _ := p.Send(t, "GET", address[len(p.URL):], ""); status != 200 {
		t.Errorf("the first address answers %d, want 200", status)
	}
	browser.Evaluate[any](t, ctx, `document.querySelector("#language").click()`)
	browser.Await(t, ctx, `document.querySelector("#intro").textContent.includes("模拟训练集群")`)
	browser.Reach(t, ctx, "#close-intro")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `document.querySelector("#intro") === null`)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelector("#tasks h3") !== null`)
	if browser.Evaluate[bool](t, ctx, `document.querySelector("#intro") !== null`) {
		t.Error("the line is there again, want it closed for good")
	}
}

// TestPageFeed: events are in the order of time, a change stands for its log line, ids are links, and repeats are
// folded; in Chinese the page words what it knows.
func TestPageFeed(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelectorAll("#feed li").length >= 25`)
	browser.Await(t, ctx, feedIsInOrder)
	const doubled = `[...document.querySelectorAll("#feed li p:last-child")].map((each) => each.textContent)
		.filter((text) => /^(started|resumed|interrupted|completed|is marked|is available|does not)/.test(text))`
	if found := browser.Evaluate[[]string](t, ctx, doubled); len(found) > 0 {
		t.Errorf("the log lines %q stand beside their changes, want the changes alone", found)
	}
	for range 3 {
		_, _ = p.Send(t, "POST", "/mock/events",
			`{"type": "system_log", "topic": "logs", "payload": {"level": "INFO", "message": "the same"}}`)
	}
	browser.Await(t, ctx, `document.querySelector("#feed .count")?.textContent.trim() === "×3"`)
	browser.Evaluate[any](t, ctx, `document.querySelector("#language").click()`)
	browser.Await(t, ctx, `/保存检查点/.test(document.querySelector("#feed").textContent)`)
	browser.Evaluate[any](t, ctx, `document.querySelector("#feed li a").click()`)
	browser.Await(t, ctx, `/^\?(task|node)=/.test(location.search)`)
	for query, want := range map[string]string{"kinds=foo": "未选择", "kinds=": "未选择", "text=nothing-like-it": "没有符合"} {
		browser.Open(t, ctx, p.URL+"/?"+query)
		browser.Await(t, ctx, `document.querySelector("#feed").textContent.includes("`+want+`")`)
	}
}
