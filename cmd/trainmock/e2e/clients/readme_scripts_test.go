//go:build unix

package clients

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// The modules that stand for the libraries: they show on the console every state that a component gets.
const (
	reactModule = `export const useState = (state) => [state, (next) => {
		state = typeof next === "function" ? next(state) : next;
		console.log(JSON.stringify(state));
	}];
	export const useEffect = (effect) => void effect();`
	vueModule = `export const reactive = (object) => new Proxy(object, { set(o, key, value) {
		console.log(key);
		return Reflect.set(o, key, value);
	} });
	export const onUnmounted = () => {};`
)

// TestReadmeScripts runs the code for browsers in Chromium: each block shows events on the console.
func TestReadmeScripts(t *testing.T) {
	p := program.Start(t, app.Run, append([]string{"--tick", "100ms"}, readmeFlags...)...)
	ctx, _ := browser.New(t)
	setup := regexp.MustCompile(`(?s)<script setup>\n(.*)</script>`)
	for _, blocks := range readReadmes(t, repository(t)) {
		for _, b := range blocks {
			code := b.text
			if found := setup.FindStringSubmatch(code); b.language == "vue" && found != nil {
				code = found[1]
			}
			if b.language != "vue" && b.language != "js" || strings.HasPrefix(code, "// vite.config.js") {
				continue // a proxy has nothing to show
			}
			code = strings.NewReplacer("localhost:6677", p.Host(),
				`"react"`, `"`+moduleURL(reactModule)+`"`, `"vue"`, `"`+moduleURL(vueModule)+`"`).Replace(code)
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
}

// moduleURL returns an address under which a browser finds a module.
func moduleURL(code string) string {
	return "data:text/javascript;base64," + base64.StdEncoding.EncodeToString([]byte(code))
}
