package main

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// axeFile is where .ci/run puts axe-core, seen from this folder.
const axeFile = "testdata/clients/node_modules/axe-core/axe.min.js"

// violations are those of axe's rules that do serious harm, with the first element of each.
const violations = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations
	.filter(({ impact }) => impact === "serious" || impact === "critical")
	.map(({ id, help, nodes }) => id + ": " + help + ": " + nodes.length + " × " + nodes[0].html.slice(0, 160) + " " + nodes[0].failureSummary))`

// TestPageAxe holds every view of the page, in both themes and languages, against the rules of axe-core.
func TestPageAxe(t *testing.T) {
	script, err := os.ReadFile(axeFile)
	if err != nil {
		absent(t, "there is no axe-core in testdata/clients (npm install fetches it, see README.md)", demandClients)
	}
	p := start(t, "--seed", "7")
	ctx, _ := newBrowser(t)
	task := evaluateTask(t, p)
	for _, path := range []string{"/", "/?as=table", "/?task=" + task, "/?at=-3m&colour=state"} {
		for _, theme := range []string{"light", "dark"} {
			for _, language := range []string{"en", "zh-CN"} {
				t.Run(path+" "+theme+" "+language, func(t *testing.T) {
					open(t, ctx, p.url+path)
					evaluate[any](t, ctx, `localStorage.setItem("trainmock.theme", "`+theme+`"), localStorage.setItem("trainmock.language", "`+language+`")`)
					open(t, ctx, p.url+path)
					await(t, ctx, `document.querySelector("#tasks article, figure b") !== null`)
					evaluate[any](t, ctx, string(script)+";0")
					for _, found := range evaluate[[]string](t, ctx, violations) {
						t.Error(found)
					}
					if path != "/" {
						return
					}
					reach(t, ctx, "#feed .entry")
					press(t, ctx, kb.Enter)
					await(t, ctx, `document.querySelector("dialog[open] pre") !== null`)
					for _, found := range evaluate[[]string](t, ctx, violations) {
						t.Error("with the sheet open: " + found)
					}
				})
			}
		}
	}
}
