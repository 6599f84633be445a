package docs

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxColumns limits a line; a tab counts four.
const maxColumns = 120

// TestStatic looks for what a policy would block, for addresses that leave the path at which a proxy serves the pages,
// and for lines that are too long to read.
func TestStatic(t *testing.T) {
	outside := regexp.MustCompile(`(https?:)?//[a-z0-9.-]+\.[a-z]|(?:src|href)="/`)
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|` +
		`\sstyle="|\son[a-z]+="|<script>`)
	files, err := fs.ReadDir(static, "static")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		body, err := static.ReadFile("static/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := string(body)
		for _, pattern := range []*regexp.Regexp{outside, forbidden} {
			if found := pattern.FindString(text); found != "" {
				t.Errorf("%s: contains %q", file.Name(), found)
			}
		}
		for number, line := range strings.Split(text, "\n") {
			width := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if width > maxColumns {
				t.Errorf("%s:%d: %d columns, want at most %d", file.Name(), number+1, width, maxColumns)
			}
		}
		_, isServed := staticFiles[file.Name()]
		if isTemplate := strings.HasSuffix(file.Name(), ".html"); isServed == isTemplate {
			t.Errorf("%s: served is %t, want every file but the templates", file.Name(), isServed)
		}
	}
}

// TestSwagger checks that the page of Swagger UI asks for files of this server alone, and for all of them.
func TestSwagger(t *testing.T) {
	page := string(makeSwagger())
	for _, found := range regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if address := found[1]; strings.Contains(address, "//") || strings.HasPrefix(address, "/") {
			t.Errorf("got the address %s, want a relative one", address)
		}
	}
	for _, file := range swaggerFiles {
		if !strings.Contains(page, `"docs/`+file+`"`) {
			t.Errorf("the page does not ask for %s", file)
		}
	}
}
