package clients

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repository returns the absolute path of the folder with go.mod.
func repository(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			t.Fatal("no folder above this one has a go.mod")
		}
		folder = filepath.Dir(folder)
	}
}

func readText(t *testing.T, root, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// block is the text between two lines of three backticks. The first of them names the language.
type block struct{ where, language, text string }

// recipeFolder holds the recipes.
const recipeFolder = "web/recipes"

// replicasReadme is about several servers.
const replicasReadme = "cmd/trainmock/replicas/README.md"

// listReadmes returns the names of the documents of the repository.
func listReadmes(t *testing.T, root string) []string {
	t.Helper()
	readmes := []string{"README.md", "cmd/trainmock/README.md", "cmd/trainmock/e2e/load/README.md", replicasReadme,
		"rest/README.md", "stream/README.md", "web/client/README.md"}
	recipes, err := filepath.Glob(filepath.Join(root, recipeFolder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range recipes {
		readmes = append(readmes, recipeFolder+"/"+filepath.Base(path))
	}
	return readmes
}

// readReadmes returns the blocks of every README by its name.
func readReadmes(t *testing.T, root string) map[string][]block {
	t.Helper()
	documents := map[string][]block{}
	fence := regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	for _, file := range listReadmes(t, root) {
		text := readText(t, root, file)
		for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
			documents[file] = append(documents[file], block{
				where:    fmt.Sprintf("%s:%d", file, 1+strings.Count(text[:at[0]], "\n")),
				language: text[at[2]:at[3]], text: text[at[4]:at[5]],
			})
		}
	}
	return documents
}

// readmeCommand is what to run in a shell, and the output that a README prints below it.
type readmeCommand struct {
	where, text, want string
	// script is set where the README prints no output: three lines of any are enough.
	script bool
}

// commands returns the commands of a block in their order. In a block of the language console each follows a $.
func (b block) commands(t *testing.T) []readmeCommand {
	t.Helper()
	switch b.language {
	case "console":
	case "sh":
		return []readmeCommand{{where: b.where, text: b.text, script: true}}
	case "python":
		return []readmeCommand{{where: b.where, text: "python3 -u - <<'END'\n" + b.text + "END", script: true}}
	case "js", "vue", "ts", "json", "nginx", "yaml", "":
		return nil // TestReadmeScripts runs the first two, TestGeneratedClients compiles ts; the others are no commands
	default:
		t.Fatalf("%s: no test knows the language %q", b.where, b.language)
	}
	var list []readmeCommand
	for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
		text, want := part, ""
		for i := range part {
			if part[i] == '\n' && !strings.HasSuffix(part[:i], `\`) {
				text, want = part[:i], part[i+1:]
				break
			}
		}
		list = append(list, readmeCommand{where: b.where, text: text, want: strings.TrimRight(want, "\n")})
	}
	return list
}

// endless reports whether a command goes on until it is stopped.
func (c readmeCommand) endless() bool {
	return strings.HasSuffix(c.want, "…") || strings.Contains(c.want, "Ctrl-C")
}

// exact reports whether the output is the same each time, so that every digit counts.
func (c readmeCommand) exact() bool {
	live := strings.Contains(c.text, "localhost:6677") && !strings.Contains(c.text, "=2026-")
	return !live && !strings.Contains(c.want, "Ctrl-C")
}

// numbers matches everything that differs between two runs: a fingerprint, or a number, which may be hexadecimal.
var numbers = regexp.MustCompile(`[0-9A-F]{2}(:[0-9A-F]{2}){31}|[0-9a-f]*[0-9][0-9a-f]*(\.[0-9]+)*`)

// shown reports whether an output is the one that the README prints, in which an ellipsis stands for any text.
func (c readmeCommand) shown(output string) bool {
	want := c.want
	if !c.exact() {
		want, output = numbers.ReplaceAllString(want, "#"), numbers.ReplaceAllString(output, "#")
	}
	parts := strings.Split(want, "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`^` + strings.Join(parts, `(?s:.*?)`) + `\n*$`).MatchString(output)
}
