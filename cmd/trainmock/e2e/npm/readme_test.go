//go:build unix

package npm

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// readmeFiles returns the blocks of the package's README whose first line names a file.
func readmeFiles(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(source, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, found := range regexp.MustCompile("(?ms)^```js\n// ([a-z.]+)\n(.*?)^```$").FindAllSubmatch(text, -1) {
		files[string(found[1])] = string(found[2])
	}
	return files
}

// TestReadme runs the code of the package's README with Node, and as Cypress calls it. TestPlaywright and TestVitest run
// what is for them.
func TestReadme(t *testing.T) {
	p := newProject(t)
	files := readmeFiles(t)
	// Of another seed, the node that is to fail could be away already.
	url := program.Start(t, app.Run, "--seed", "7").URL
	files["control.js"] = strings.ReplaceAll(files["control.js"], "http://localhost:6677", url)
	for name, text := range files {
		p.write(t, name, text)
	}
	p.write(t, "cypress.js", `import config from "./cypress.config.js";
		const tasks = {};
		config.e2e.setupNodeEvents((name, more) => name === "task" && Object.assign(tasks, more));
		const url = await tasks.world({ seed: 7 });
		console.log(url, (await tasks.advance({ url, by: "30s" })).tick);`)
	for name, want := range map[string]string{
		"nodes.js": "tick: 30", "control.js": "node_state", "cypress.js": "/s/session-1 30\n",
	} {
		if stdout, stderr, code := p.run(t, p.node(t, name)); code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("%s: exit code %d, printed %s, logged %s, want %q", name, code, stdout, stderr, want)
		}
	}
}
