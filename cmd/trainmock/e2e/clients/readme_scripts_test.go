//go:build unix

package clients

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// configures matches the configuration of a development server: TestStreamsThroughProxies runs it.
var configures = regexp.MustCompile(`^// [a-z.]+\.config\.m?js\n`)

// TestReadmeScripts runs the code for browsers in Chromium: each block shows events on the console. TestRecipesResume
// runs the blocks that import a package.
func TestReadmeScripts(t *testing.T) {
	p := program.Start(t, app.Run, append([]string{"--tick", "100ms", "--speed", "60"}, readmeFlags...)...)
	ctx, _ := browser.New(t)
	for _, blocks := range readReadmes(t, repository(t)) {
		for _, b := range blocks {
			if b.language != "js" || len(b.imports()) > 0 || configures.MatchString(b.text) {
				continue
			}
			code := strings.ReplaceAll(b.text, "localhost:6677", p.Host())
			browser.Navigate(t, ctx, p.URL+"/health")
			got := browser.Evaluate[string](t, ctx, fmt.Sprintf(`new Promise((resolve, reject) => {
				let lines = 0;
				console.log = () => (lines += 1) === 3 && resolve("three lines");
				setTimeout(() => resolve(lines + " lines"), %d);
				import(%q).then((module) => Object.values(module).forEach((f) => f()), reject);
			})`, program.Timeout.Milliseconds(), moduleURL(code)))
			if got != "three lines" {
				t.Errorf("%s: the console has %s after %v, want three", b.where, got, program.Timeout)
			}
		}
	}
	checkHistoryRecipe(t, ctx, p, 60*100*time.Millisecond)
	checkClockRecipe(t, ctx, p)
}

// moduleURL returns an address under which a browser finds a module.
func moduleURL(code string) string {
	return "data:text/javascript;base64," + base64.StdEncoding.EncodeToString([]byte(code))
}
