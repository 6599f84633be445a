package page

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/scenario"
)

// nextTick is a promise that the clock of the page goes on.
const nextTick = `new Promise((resolve) => {
	const clock = () => document.querySelector(".clock").textContent;
	const before = clock();
	const look = () => (clock() !== before ? resolve(true) : requestAnimationFrame(look));
	look();
})`

// TestPageByKeyboard goes through every part of the page with keys alone.
func TestPageByKeyboard(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	focus := func(selector string) {
		t.Helper()
		browser.Reach(t, ctx, selector)
	}

	browser.Press(t, ctx, kb.Tab)
	if got := browser.Evaluate[string](t, ctx, `document.activeElement.className`); got != "skip" {
		t.Errorf("the first stop is %q, want the link that skips to the content", got)
	}
	focus("#nodes [role=application]")
	browser.Press(t, ctx, kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	browser.Await(t, ctx, `/node_\d+.*%/.test(document.querySelector(".tip").textContent)`)
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx,
		`location.search.startsWith("?node=node_") && document.querySelectorAll("figure canvas").length >= 5`)

	focus(".charts")
	browser.Press(t, ctx, kb.ArrowLeft, kb.ArrowLeft, "+")
	browser.Await(t, ctx, `/\d\d:\d\d:\d\d · .*%/.test(document.querySelector(".detail [aria-live]").textContent)`)
	browser.Await(t, ctx,
		`[...document.querySelectorAll(".detail .legend button")].every((button) => !button.disabled)`)
	browser.Press(t, ctx, "0")
	browser.Await(t, ctx, `document.querySelector(".detail .legend button:disabled") !== null`)
	focus("#detail .head a")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `location.search === "" && document.querySelector("#tasks h3 a") !== null`)

	focus("#feed .entry")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `document.querySelector("dialog[open] pre")?.textContent.includes('"type"')`)
	browser.Press(t, ctx, kb.Escape)
	browser.Await(t, ctx, `document.querySelector("dialog") === null`)
	seen.Check(t, p.URL)
}

// TestPageTable: the table sorts and searches, and the address says how.
func TestPageTable(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?as=table&sort=use")
	const column = `[...document.querySelectorAll("tbody td:nth-child(4)")]
		.map((cell) => parseFloat(cell.textContent) || 0)`
	browser.Await(t, ctx, `document.querySelectorAll("tbody tr").length === 8`)
	browser.Await(t, ctx, `(`+column+`).every((value, i, all) => i === 0 || value <= all[i - 1])`)
	browser.Reach(t, ctx, "th:nth-child(4) button")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx,
		`location.search.includes("sort=-use") && document.querySelector("th[aria-sort=ascending]") !== null`)
	browser.Await(t, ctx, `(`+column+`).every((value, i, all) => i === 0 || value >= all[i - 1])`)
	browser.Reach(t, ctx, "#nodes input")
	browser.Press(t, ctx, "h", "e", "a", "d")
	browser.Await(t, ctx, `document.querySelectorAll("tbody tr").length === 1 && location.search.includes("find=head")`)
	browser.Open(t, ctx, browser.Evaluate[string](t, ctx, `location.href`))
	browser.Await(t, ctx,
		`document.querySelectorAll("tbody tr").length === 1 && document.querySelector("#nodes input").value === "head"`)
}

// TestPageFreeze: a held view stands still, counts what is newer, takes everything in, and shows it afterwards.
func TestPageFreeze(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms", "--speed", "10")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?kinds=stream")
	browser.Await(t, ctx, `document.querySelector("#freeze") !== null`)
	browser.Press(t, ctx, " ")
	browser.Await(t, ctx, `document.querySelector("#freeze").ariaPressed === "true"`)
	const view = `document.querySelector(".clock").textContent + document.querySelector("#feed ol").textContent`
	still := browser.Evaluate[string](t, ctx, view)
	// The connection's own figures go on: so much has arrived meanwhile.
	browser.Await(t, ctx, `(window.looks = (window.looks ?? 0) + 1) > 60`)
	if now := browser.Evaluate[string](t, ctx, view); now != still {
		t.Errorf("the held view went on to %.80s, want it still at %.80s", now, still)
	}
	browser.Await(t, ctx, `/[1-9]\d* newer/.test(document.querySelector("#freeze").textContent)`)
	browser.Reach(t, ctx, "#freeze")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `!document.querySelector(".clock").textContent.startsWith("`+still[:8]+`")`)
}

// TestPagePast: the slider leads to the past, which is what REST says of it, and "live" leads back.
func TestPagePast(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, seen := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Reach(t, ctx, "#past")
	browser.Press(t, ctx, kb.ArrowLeft, kb.ArrowLeft, kb.ArrowLeft)
	browser.Await(t, ctx,
		`location.search.includes("at=") && document.querySelector(".time").dataset.mode === "inPast"`)
	browser.Await(t, ctx,
		`new Date(new URLSearchParams(location.search).get("at")).toISOString().slice(11, 19)
			=== document.querySelector(".clock").textContent`)
	const agrees = `(async () => {
		const at = new URLSearchParams(location.search).get("at");
		const id = document.querySelector("#tasks [data-task]").dataset.task;
		const task = await (await fetch("/monitor/training/" + id + "?at=" + at)).json();
		return document.querySelector("#tasks dd").textContent === task.loss.toFixed(4);
	})()`
	browser.Await(t, ctx, `document.querySelector("#tasks dd") !== null`)
	// The task's loss is what REST says of that instant.
	browser.Await(t, ctx, agrees)
	browser.Reach(t, ctx, "#live")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `location.search === "" && document.querySelector(".time").dataset.mode === ""`)
	browser.Evaluate[bool](t, ctx, nextTick)
	seen.Check(t, p.URL)
}

// TestPageDetail: a task's curves begin with its history, and the numbers beside them go on live.
func TestPageDetail(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	ctx, seen := browser.New(t)
	const values = `[...document.querySelectorAll("figcaption b")].map((value) => value.textContent)`
	for _, id := range []string{"task_123", runningTask(t, p)} {
		browser.Open(t, ctx, p.URL+"/?task="+id)
		browser.Await(t, ctx, `document.querySelectorAll("figure").length >= 5 && !(`+values+`).includes("–")`)
		browser.Evaluate[any](t, ctx, `window.before = String(`+values+`)`)
		browser.Await(t, ctx, `String(`+values+`) !== window.before`)
	}
	browser.Await(t, ctx, `document.querySelectorAll("#feed .entry").length > 0`)
	seen.Check(t, p.URL)
}

// runningTask returns the id of a task of the scenario.
func runningTask(t *testing.T, p *program.Program) string {
	t.Helper()
	nodes := program.Decode(t, p.Get(t, "/monitor/ray/cluster/node"))["nodes"].([]any)
	for _, node := range nodes {
		if training, ok := node.(map[string]any)["training"]; ok {
			return training.(map[string]any)["task_id"].(string)
		}
	}
	t.Fatal("no node trains, want one")
	return ""
}

// TestPageCode: what is offered to copy asks for what is on screen, and works.
func TestPageCode(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?task=task_123")
	browser.Reach(t, ctx, "#code")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `document.querySelector("dialog pre")?.textContent.includes("/stream/sse?task_id=task_123")`)
	for _, way := range []string{"fetch", "EventSource", "WebSocket", "client.js", "React", "Vue"} {
		browser.Evaluate[any](t, ctx, pill(way))
		browser.Await(t, ctx, `document.querySelector("dialog pre").ariaLabel === "`+way+`"
			&& document.querySelector("dialog pre").textContent.includes("task_123")`)
	}
	browser.Evaluate[any](t, ctx, pill("fetch"))
	browser.Await(t, ctx, `document.querySelector("dialog pre").ariaLabel === "fetch"`)
	ran := browser.Evaluate[string](t, ctx,
		`eval("(async () => {"
			+ document.querySelector("dialog pre").textContent.replace("console.log(data)", "return data.task_id")
			+ "})()")`)
	if ran != "task_123" {
		t.Errorf("the code for fetch brings %q, want task_123", ran)
	}
}

// pill returns a script that chooses a way to ask among those that the page offers.
func pill(way string) string {
	return `[...document.querySelectorAll("dialog .pills button")]
		.find((pill) => pill.textContent === "` + way + `").click()`
}

// TestPageLanguageAndTheme: a switch changes every word, and is remembered.
func TestPageLanguageAndTheme(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/")
	browser.Reach(t, ctx, "#language")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx,
		`document.documentElement.lang === "zh-CN" && document.querySelector("#tasks h2").textContent === "任务"`)
	browser.Reach(t, ctx, "#theme")
	browser.Press(t, ctx, kb.Enter)
	browser.Await(t, ctx, `document.documentElement.dataset.theme === "dark"`)
	browser.Open(t, ctx, browser.Evaluate[string](t, ctx, `location.href`))
	browser.Await(t, ctx, `document.querySelector("#tasks h2")?.textContent === "任务"
		&& document.documentElement.dataset.theme === "dark"`)
	browser.Evaluate[any](t, ctx, `document.querySelector(".field-of-tiles").focus()`)
	browser.Press(t, ctx, kb.ArrowRight, kb.Enter)
	browser.Await(t, ctx, `/最后联系\d+ 秒前/.test(document.querySelector("#detail .facts")?.textContent)`)
}

// TestPageHostileNames: what looks like markup in a scenario is text on the page.
func TestPageHostileNames(t *testing.T) {
	const hostile = `<img src=x onerror=alert(1)>`
	text, ok := scenario.Text("demo")
	if !ok {
		t.Fatal("there is no scenario demo")
	}
	file := filepath.Join(t.TempDir(), "hostile.yaml")
	text = strings.Replace(text, "- name: gpt2-124m", `- name: "`+hostile+`"`, 1)
	text = "name: \"" + hostile + "\"\n" + strings.Replace(text, "\nname: demo\n", "\n", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p := program.Start(t, app.Run, "--scenario", file, "--seed", "7")
	ctx, _ := browser.New(t)
	browser.Open(t, ctx, p.URL+"/?task=%3Cb%3Ex%3C/b%3E&find=%3Ci%3E")
	browser.Await(t, ctx, `document.querySelector(".facts dd").textContent === "`+hostile+`"`)
	browser.Await(t, ctx, `document.querySelector("#detail .id")?.textContent === "<b>x</b>"`)
	if found := browser.Evaluate[int](t, ctx, `document.querySelectorAll("img[src=x], h2 b").length`); found != 0 {
		t.Errorf("%d elements were made of names, want none", found)
	}
}
