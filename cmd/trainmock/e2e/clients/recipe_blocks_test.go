package clients

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// recipeBlock returns the block of a recipe that has a beginning.
func recipeBlock(t *testing.T, recipe, beginning string) string {
	t.Helper()
	for _, b := range readReadmes(t, repository(t))[recipeFolder+"/"+recipe] {
		if strings.HasPrefix(b.text, beginning) {
			return b.text
		}
	}
	t.Fatalf("no block of %s begins with %q, want one", recipe, beginning)
	return ""
}

// imported matches the package that a script imports; its first group is the package without a path in it.
var imported = regexp.MustCompile(`(?m)^(?:import|\} from) .*"((?:@[^/"]+/)?[^/":]+)(?:/[^":]*)?";$`)

// imports returns the npm packages that a block imports.
func (b block) imports() []string {
	var list []string
	for _, found := range imported.FindAllStringSubmatch(b.text, -1) {
		list = append(list, found[1])
	}
	return list
}

// name returns that of the file of a block's recipe, and its line.
func (b block) name() string { return filepath.Base(b.where) }

// writeModules writes blocks as modules of one folder, with one more that uses them all, and returns the path of the
// latter. In a page each block finds a console of its own, window.consoles[name].
func writeModules(t *testing.T, blocks []block, host string) string {
	t.Helper()
	folder, entry := t.TempDir(), ""
	installed, err := filepath.Abs(packages)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(installed, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	mount, err := filepath.Abs(filepath.Join(scripts, "mount.js"))
	if err != nil {
		t.Fatal(err)
	}
	for i, b := range blocks {
		file := fmt.Sprintf("block%d.%s", i, b.language)
		text := strings.ReplaceAll(b.text, "localhost:6677", host)
		if b.language == "js" {
			text = fmt.Sprintf("const console = window.consoles[%q];\n", b.name()) + text
		}
		writeText(t, folder, file, text)
		entry += fmt.Sprintf("import * as block%d from \"./%s\";\nmount(%[3]q, block%[1]d, consoles[%[3]q].log);\n",
			i, file, b.name())
	}
	return writeText(t, folder, "entry.js", fmt.Sprintf("import { mount } from %q;\n", mount)+entry)
}

// TestRecipesAreShort fails for a recipe that does not fit on a screen, or that the index does not name.
func TestRecipesAreShort(t *testing.T) {
	const lines, columns = 60, 120
	root := repository(t)
	index := readText(t, root, recipeFolder+"/README.md")
	for _, file := range listReadmes(t, root) {
		name, ok := strings.CutPrefix(file, recipeFolder+"/")
		if !ok {
			continue
		}
		text := strings.Split(strings.TrimSuffix(readText(t, root, file), "\n"), "\n")
		if len(text) > lines {
			t.Errorf("%s has %d lines, want at most %d", file, len(text), lines)
		}
		for i, line := range text {
			if len(line) > columns && !strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d has %d columns, want at most %d", file, i+1, len(line), columns)
			}
		}
		if name != "README.md" && !strings.Contains(index, "]("+name+")") {
			t.Errorf("the index has no link to %s, want one", name)
		}
	}
}

// TestLibraryVersions holds the versions of the table of libraries against those that the tests install.
func TestLibraryVersions(t *testing.T) {
	root := repository(t)
	var installed struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(readText(t, root, "cmd/trainmock/e2e/package.json")), &installed); err != nil {
		t.Fatal(err)
	}
	table := readText(t, root, recipeFolder+"/client-libraries.md")
	rows := regexp.MustCompile(`([@a-z][a-z/-]*) (\d+\.\d+\.\d+)`).FindAllStringSubmatch(table, -1)
	if len(rows) < 10 {
		t.Errorf("%d libraries have a version in the table, want at least ten", len(rows))
	}
	for _, row := range rows {
		if want := installed.Dependencies[row[1]]; row[2] != want {
			t.Errorf("the table has %s %s, and the tests install %q", row[1], row[2], want)
		}
	}
}
