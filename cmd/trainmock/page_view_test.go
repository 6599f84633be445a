package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
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
	p := start(t, "--seed", "7")
	ctx, seen := newBrowser(t)
	open(t, ctx, p.url+"/")
	focus := func(selector string) {
		t.Helper()
		reach(t, ctx, selector)
	}

	press(t, ctx, kb.Tab)
	if got := evaluate[string](t, ctx, `document.activeElement.className`); got != "skip" {
		t.Errorf("the first stop is %q, want the link that skips to the content", got)
	}
	focus("#nodes [role=application]")
	press(t, ctx, kb.ArrowRight, kb.ArrowRight, kb.ArrowRight)
	await(t, ctx, `/node_\d+.*%/.test(document.querySelector(".tip").textContent)`)
	press(t, ctx, kb.Enter)
	await(t, ctx, `location.search.startsWith("?node=node_") && document.querySelectorAll("figure canvas").length >= 5`)

	focus(".charts")
	press(t, ctx, kb.ArrowLeft, kb.ArrowLeft, "+")
	await(t, ctx, `/\d\d:\d\d:\d\d · .*%/.test(document.querySelector(".detail [aria-live]").textContent)`)
	await(t, ctx, `[...document.querySelectorAll(".detail .legend button")].every((button) => !button.disabled)`)
	press(t, ctx, "0")
	await(t, ctx, `document.querySelector(".detail .legend button:disabled") !== null`)
	focus("#detail .head a")
	press(t, ctx, kb.Enter)
	await(t, ctx, `location.search === "" && document.querySelector("#tasks h3 a") !== null`)

	focus("#feed .entry")
	press(t, ctx, kb.Enter)
	await(t, ctx, `document.querySelector("dialog[open] pre")?.textContent.includes('"type"')`)
	press(t, ctx, kb.Escape)
	await(t, ctx, `document.querySelector("dialog") === null`)
	seen.check(t, p.url)
}

// TestPageTable: the table sorts and searches, and the address says how.
func TestPageTable(t *testing.T) {
	p := start(t, "--seed", "7")
	ctx, _ := newBrowser(t)
	open(t, ctx, p.url+"/?as=table&sort=use")
	const column = `[...document.querySelectorAll("tbody td:nth-child(4)")].map((cell) => parseFloat(cell.textContent) || 0)`
	await(t, ctx, `document.querySelectorAll("tbody tr").length === 8`)
	await(t, ctx, `(`+column+`).every((value, i, all) => i === 0 || value <= all[i - 1])`)
	reach(t, ctx, "th:nth-child(4) button")
	press(t, ctx, kb.Enter)
	await(t, ctx, `location.search.includes("sort=-use") && document.querySelector("th[aria-sort=ascending]") !== null`)
	await(t, ctx, `(`+column+`).every((value, i, all) => i === 0 || value >= all[i - 1])`)
	reach(t, ctx, "#nodes input")
	press(t, ctx, "h", "e", "a", "d")
	await(t, ctx, `document.querySelectorAll("tbody tr").length === 1 && location.search.includes("find=head")`)
	open(t, ctx, evaluate[string](t, ctx, `location.href`))
	await(t, ctx, `document.querySelectorAll("tbody tr").length === 1 && document.querySelector("#nodes input").value === "head"`)
}

// TestPagePause: a paused view stands still, takes everything in, and shows it afterwards.
func TestPagePause(t *testing.T) {
	p := start(t, "--seed", "7", "--tick", "100ms", "--speed", "10")
	ctx, _ := newBrowser(t)
	open(t, ctx, p.url+"/?kinds=stream")
	reach(t, ctx, "#pause")
	press(t, ctx, kb.Enter)
	await(t, ctx, `document.querySelector("#pause").ariaPressed === "true"`)
	still := evaluate[string](t, ctx, `document.querySelector(".clock").textContent + document.querySelector("#feed ol").textContent`)
	// The connection's own figures go on: so much has arrived meanwhile.
	await(t, ctx, `(window.looks = (window.looks ?? 0) + 1) > 60`)
	if now := evaluate[string](t, ctx, `document.querySelector(".clock").textContent + document.querySelector("#feed ol").textContent`); now != still {
		t.Errorf("the paused view went on from %.80s to %.80s", still, now)
	}
	press(t, ctx, kb.Enter)
	await(t, ctx, `!`+"`${document.querySelector(\".clock\").textContent}`"+`.startsWith(`+"`"+still[:8]+"`"+`)`)
}

// TestPagePast: the slider leads to the past, which is what REST says of it, and "live" leads back.
func TestPagePast(t *testing.T) {
	p := start(t, "--seed", "7")
	ctx, seen := newBrowser(t)
	open(t, ctx, p.url+"/")
	reach(t, ctx, "#past")
	press(t, ctx, kb.ArrowLeft, kb.ArrowLeft, kb.ArrowLeft)
	await(t, ctx, `location.search.includes("at=") && document.querySelector(".time").dataset.mode === "inPast"`)
	await(t, ctx, `new Date(new URLSearchParams(location.search).get("at")).toISOString().slice(11, 19) === document.querySelector(".clock").textContent`)
	const agrees = `(async () => {
		const at = new URLSearchParams(location.search).get("at");
		const id = document.querySelector("#tasks h3 a").textContent;
		const task = await (await fetch("/monitor/training/" + id + "?at=" + at)).json();
		return document.querySelector("#tasks dd").textContent === task.loss.toFixed(4);
	})()`
	await(t, ctx, `document.querySelector("#tasks dd") !== null`)
	if !evaluate[bool](t, ctx, agrees) {
		t.Error("the task's loss is not what REST says of that instant")
	}
	reach(t, ctx, "#live")
	press(t, ctx, kb.Enter)
	await(t, ctx, `location.search === "" && document.querySelector(".time").dataset.mode === ""`)
	evaluate[bool](t, ctx, nextTick)
	seen.check(t, p.url)
}

// TestPageDetail: a task's curves begin with its history, and the numbers beside them go on live.
func TestPageDetail(t *testing.T) {
	p := start(t, "--seed", "7", "--tick", "100ms")
	ctx, seen := newBrowser(t)
	const values = `[...document.querySelectorAll("figcaption b")].map((value) => value.textContent)`
	for _, id := range []string{"task_123", evaluateTask(t, p)} {
		open(t, ctx, p.url+"/?task="+id)
		await(t, ctx, `document.querySelectorAll("figure").length >= 5 && !(`+values+`).includes("–")`)
		evaluate[any](t, ctx, `window.before = String(`+values+`)`)
		await(t, ctx, `String(`+values+`) !== window.before`)
	}
	await(t, ctx, `document.querySelectorAll("#feed .entry").length > 0`)
	seen.check(t, p.url)
}

// evaluateTask is the id of a task of the scenario.
func evaluateTask(t *testing.T, p *program) string {
	t.Helper()
	nodes := decode(t, get(t, p.client, p.url+"/monitor/ray/cluster/node"))["nodes"].([]any)
	for _, node := range nodes {
		if training, ok := node.(map[string]any)["training"]; ok {
			return training.(map[string]any)["task_id"].(string)
		}
	}
	t.Fatal("no node trains")
	return ""
}

// TestPageCode: what is offered to copy asks for what is on screen, and works.
func TestPageCode(t *testing.T) {
	p := start(t, "--seed", "7")
	ctx, _ := newBrowser(t)
	open(t, ctx, p.url+"/?task=task_123")
	reach(t, ctx, "#code")
	press(t, ctx, kb.Enter)
	await(t, ctx, `document.querySelector("dialog pre")?.textContent.includes("/stream/sse?task_id=task_123")`)
	for _, way := range []string{"fetch", "EventSource", "WebSocket", "client.js", "React", "Vue"} {
		evaluate[any](t, ctx, `[...document.querySelectorAll("dialog .pills button")].find((pill) => pill.textContent === "`+way+`").click()`)
		await(t, ctx, `document.querySelector("dialog pre").ariaLabel === "`+way+`" && document.querySelector("dialog pre").textContent.includes("task_123")`)
	}
	evaluate[any](t, ctx, `[...document.querySelectorAll("dialog .pills button")].find((pill) => pill.textContent === "fetch").click()`)
	await(t, ctx, `document.querySelector("dialog pre").ariaLabel === "fetch"`)
	ran := evaluate[string](t, ctx, `eval("(async () => {" + document.querySelector("dialog pre").textContent.replace("console.log(data)", "return data.task_id") + "})()")`)
	if ran != "task_123" {
		t.Errorf("the code for fetch brings %q", ran)
	}
}

// TestPageLanguageAndTheme: a switch changes every word, and is remembered.
func TestPageLanguageAndTheme(t *testing.T) {
	p := start(t, "--seed", "7")
	ctx, _ := newBrowser(t)
	open(t, ctx, p.url+"/")
	reach(t, ctx, "#language")
	press(t, ctx, kb.Enter)
	await(t, ctx, `document.documentElement.lang === "zh-CN" && document.querySelector("#tasks h2").textContent === "任务"`)
	reach(t, ctx, "#theme")
	press(t, ctx, kb.Enter)
	await(t, ctx, `document.documentElement.dataset.theme === "dark"`)
	open(t, ctx, evaluate[string](t, ctx, `location.href`))
	await(t, ctx, `document.querySelector("#tasks h2")?.textContent === "任务" && document.documentElement.dataset.theme === "dark"`)
}

// TestPageHostileNames: what looks like markup in a scenario is text on the page.
func TestPageHostileNames(t *testing.T) {
	const hostile = `<img src=x onerror=alert(1)>`
	printed := &strings.Builder{}
	if code := runScenarios([]string{"demo"}, printed, os.Stderr); code != exitFine {
		t.Fatal("the demo scenario cannot be printed")
	}
	file := filepath.Join(t.TempDir(), "hostile.yaml")
	text := strings.Replace(printed.String(), "- name: gpt2-124m", `- name: "`+hostile+`"`, 1)
	if err := os.WriteFile(file, []byte("name: \""+hostile+"\"\n"+strings.Replace(text, "\nname: demo\n", "\n", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--scenario", file, "--seed", "7")
	ctx, _ := newBrowser(t)
	open(t, ctx, p.url+"/?task=%3Cb%3Ex%3C/b%3E&find=%3Ci%3E")
	await(t, ctx, `document.querySelector(".facts dd").textContent === "`+hostile+`"`)
	await(t, ctx, `document.querySelector("h2.mono")?.textContent === "<b>x</b>"`)
	if found := evaluate[int](t, ctx, `document.querySelectorAll("img[src=x], h2 b").length`); found != 0 {
		t.Errorf("%d elements were made of names", found)
	}
}
