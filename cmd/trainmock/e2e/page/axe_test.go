package page

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// axeFile is where npm install puts axe-core, seen from this folder.
const axeFile = "../node_modules/axe-core/axe.min.js"

// violations are those of axe's rules that do serious harm, with the first element of each.
const violations = `axe.run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: %t } } })
	.then(({ violations }) => violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(({ id, help, nodes }) => [
			id + ":", help + ":", nodes.length, "×", nodes[0].html.slice(0, 160), nodes[0].failureSummary].join(" ")))`

// readAxe returns the script of axe-core, or skips the test.
func readAxe(tb testing.TB) string {
	tb.Helper()
	script, err := os.ReadFile(axeFile)
	if err != nil {
		program.Missing(tb, "there is no axe-core in e2e/node_modules (npm install fetches it, see README.md)",
			program.DemandClients)
	}
	return string(script)
}

// checkAxe holds what a page shows against the rules of axe-core, whose script it has.
func checkAxe(t *testing.T, ctx context.Context, when string) {
	t.Helper()
	checkRules(t, ctx, when, true)
}

// checkRules does the same, with the rule about contrast or without it.
func checkRules(t *testing.T, ctx context.Context, when string, contrast bool) {
	t.Helper()
	for _, found := range browser.Evaluate[[]string](t, ctx, fmt.Sprintf(violations, contrast)) {
		t.Errorf("%s: axe found %s, want nothing", when, found)
	}
}

// TestPageAxe holds every view of the page, in both themes and languages, against the rules of axe-core.
func TestPageAxe(t *testing.T) {
	t.Parallel()
	script := readAxe(t)
	p := program.Start(t, app.Run, "--seed", "7")
	ctx, _ := browser.New(t)
	task := runningTask(t, p)
	browser.Navigate(t, ctx, p.URL+"/health")
	for i, path := range []string{"/", "/?as=table", "/?task=" + task, "/?at=-3m&colour=state"} {
		for k, theme := range []string{"light", "dark"} {
			language := []string{"en", "zh-CN"}[k]
			t.Run(path+" "+theme+" "+language, func(t *testing.T) {
				program.SkipRare(t, i > 0 && i%2 == k)
				// The page before, of the same origin, keeps what the next one reads.
				browser.Evaluate[any](t, ctx,
					`localStorage.setItem("trainmock.theme", "`+theme+`"),
					localStorage.setItem("trainmock.language", "`+language+`")`)
				browser.Open(t, ctx, p.URL+path)
				browser.Await(t, ctx, `document.querySelector("#tasks article, figure b") !== null`)
				browser.Evaluate[any](t, ctx, script+";0")
				checkAxe(t, ctx, "open")
				if path != "/" {
					return
				}
				if program.All() {
					browser.Await(t, ctx, `document.querySelector("#tasks .more") !== null`)
					browser.Evaluate[any](t, ctx, `document.querySelector("#tasks .more").click()`)
					browser.Await(t, ctx, inMenu("#tasks .task"))
					checkAxe(t, ctx, "with a menu")
				}
				browser.Reach(t, ctx, "#feed .entry")
				browser.Press(t, ctx, kb.Enter)
				browser.Await(t, ctx, `document.querySelector("dialog[open] pre") !== null`)
				checkAxe(t, ctx, "with the sheet")
			})
		}
	}
}
