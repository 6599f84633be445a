//go:build unix

package clients

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// documentFlags are further flags of the server for a document that tells to use them.
var documentFlags = map[string][]string{"web/recipes/console.md": {"--scenario", "empty"}}

// readmeFlags are the flags of the server that the commands of a README find at localhost:6677.
var readmeFlags = []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z"}

// notRun holds the beginnings of the commands that the tests leave out, and why.
var notRun = map[string]string{
	"go test":                        "these tests are part of it, or it takes minutes",
	"go run ./cmd/trainmock/release": "it builds six platforms: TestRelease builds one, and all with -release.all",
	"npm install":                    "it downloads packages: .ci/run clients does it for the tests",
	"npx trainmock":                  "it needs packages that npm has: TestInstall and TestRelease install them",
	"nats-server":                    "its port is the usual one: TestUp runs it on another one",
	"trainmock --nats":               "it needs NATS: TestUp runs it",
	"docker":                         "it needs Docker: TestRelease runs the program as the Dockerfile has it",
	"mkcert":                         "it changes which certificates this machine trusts",
	"trainmock --tls-cert":           "it needs the certificate of mkcert",
	"VITE_API_URL":                   "it needs a frontend",

	"python3 -u - <<'END'\n# websockets": "TestRecipesResume runs it",
	"python3 -u - <<'END'\n# aiohttp":    "TestRecipesResume runs it",
}

// TestReadmeCommands runs the commands of every README, and compares their outputs with those that are printed there.
func TestReadmeCommands(t *testing.T) {
	program.LookFor(t, "bash")
	for _, client := range []string{"curl", "node", "python3"} {
		program.LookFor(t, client, program.DemandClients)
	}
	root := repository(t)
	documents := readReadmes(t, root)
	s := newShell(t, root)
	for _, file := range listReadmes(t, root) {
		if file == replicasReadme {
			continue // its commands need NATS and HAProxy: TestUp uses the script that it is about
		}
		var list []readmeCommand
		for _, b := range documents[file] {
			list = append(list, b.commands(t)...)
		}
		list = slices.DeleteFunc(list, func(c readmeCommand) bool { return leftOut(c.text) != "" })
		if len(list) == 0 {
			continue
		}
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			own := s.alone(t, program.Start(t, app.Run, slices.Concat(readmeFlags, documentFlags[file])...).URL)
			for _, c := range list {
				own.check(t, c)
			}
		})
	}
}

// TestReadmeNotRun fails for an entry of notRun that fits no command.
func TestReadmeNotRun(t *testing.T) {
	used := map[string]bool{}
	for _, blocks := range readReadmes(t, repository(t)) {
		for _, b := range blocks {
			for _, c := range b.commands(t) {
				used[leftOut(c.text)] = true
			}
		}
	}
	for beginning := range notRun {
		if !used[beginning] {
			t.Errorf("no README has a command that begins with %q: want it gone from notRun", beginning)
		}
	}
}

// leftOut returns the beginning in notRun that a command has, or "".
func leftOut(command string) string {
	for beginning := range notRun {
		if strings.HasPrefix(command, beginning) {
			return beginning
		}
	}
	return ""
}

// linked matches a link within the repository; its first group is the file.
var linked = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestReadmesAreAllThere fails for a README that no test reads, and for a link to a file that does not exist.
func TestReadmesAreAllThere(t *testing.T) {
	root := repository(t)
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && slices.Contains([]string{"node_modules", ".git", ".artifacts"}, entry.Name()) {
			return fs.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			name, _ := filepath.Rel(root, path) // both are absolute
			found = append(found, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if readmes := listReadmes(t, root); !slices.Equal(found, readmes) {
		t.Errorf("the documents are %q, and the tests read %q", found, readmes)
	}
	checkLinks(t, root)
}

// checkLinks fails the test for a link to a file that does not exist.
func checkLinks(t *testing.T, root string) {
	t.Helper()
	for _, file := range listReadmes(t, root) {
		for _, link := range linked.FindAllStringSubmatch(readText(t, root, file), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(file), link[1])); err != nil {
				t.Errorf("%s has a link to %s: %v", file, link[1], err)
			}
		}
	}
}

// named matches a route.
var named = regexp.MustCompile("`((?:GET|POST|PUT|DELETE) /[^`]*)`")

// TestReadmeRoutes holds the routes that the READMEs name against those of the OpenAPI document.
func TestReadmeRoutes(t *testing.T) {
	p := program.Start(t, app.Run, readmeFlags...)
	document := program.Decode(t, p.Get(t, "/openapi.json"))
	want := map[string]bool{}
	for path, methods := range document["paths"].(map[string]any) {
		for method := range methods.(map[string]any) {
			want[strings.ToUpper(method)+" "+path] = true
		}
	}
	root, told := repository(t), map[string]bool{}
	for _, file := range listReadmes(t, root) {
		for _, route := range named.FindAllStringSubmatch(readText(t, root, file), -1) {
			told[route[1]] = true
			if !want[route[1]] {
				t.Errorf("%s names the route %s, which the OpenAPI document does not have", file, route[1])
			}
		}
	}
	for route := range want {
		if !told[route] {
			t.Errorf("no README names the route %s", route)
		}
	}
}
