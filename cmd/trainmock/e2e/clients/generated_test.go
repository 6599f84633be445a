package clients

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// oapiCodegen is the generator of clients in Go.
const oapiCodegen = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

// generated is a folder in which tools work on the OpenAPI document of a server.
type generated struct{ folder string }

// newGenerated returns a folder with the document, the files of testdata/generated, client.js with its types, and the
// npm packages.
func newGenerated(t *testing.T) generated {
	t.Helper()
	p := program.Start(t, app.Run)
	g := generated{t.TempDir()}
	if err := os.CopyFS(g.folder, os.DirFS(filepath.Join(scripts, "generated"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"openapi.json", "client.js", "client.d.ts"} {
		g.write(t, name, string(p.Get(t, "/"+name)))
	}
	installed, err := filepath.Abs(packages)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(installed, filepath.Join(g.folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	return g
}

// write writes a file of the folder.
func (g generated) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(g.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// runNode runs a command of an npm package in the folder.
func (g generated) runNode(t *testing.T, pack, command string, args ...string) {
	t.Helper()
	node, err := filepath.Abs(lookForNode(t, pack))
	if err != nil {
		t.Fatal(err)
	}
	g.run(t, "", node, append([]string{filepath.Join("node_modules", ".bin", command)}, args...)...)
}

// run runs a command in the folder, or in one below it.
func (g generated) run(t *testing.T, below, name string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = filepath.Join(g.folder, below)
	c.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true",
		"GOFLAGS=", "GOWORK=off")
	if output, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, output)
	}
}

// npmTools are the tools of npm that read the document: a package, its command and the arguments.
var npmTools = []struct {
	pack string
	args []string
	// rare is set where others of its kind stand for it.
	rare bool
}{
	{"orval", []string{"orval", "--config", "orval.config.mjs"}, false},
	{"@hey-api/openapi-ts", []string{"openapi-ts", "-i", "openapi.json", "-o", "hey-api", "--no-log-file"}, false},
	{"openapi-typescript", []string{"openapi-typescript", "openapi.json", "-o", "schema.d.ts"}, false},
	{"@redocly/cli", []string{"redocly", "lint", "openapi.json"}, false},
	{"@stoplight/spectral-cli", []string{"spectral", "lint", "openapi.json", "-r", "spectral.yaml"}, true},
}

// TestGeneratedClients has generators make clients from the document, and compiles them strictly, with the types of
// client.js and the TypeScript of the READMEs. Linters find no error in the document.
func TestGeneratedClients(t *testing.T) {
	for _, name := range []string{"typescript", "openapi-fetch", "zod"} {
		lookForNode(t, name)
	}
	g := newGenerated(t)
	t.Run("document", func(t *testing.T) {
		for _, tool := range npmTools {
			t.Run(tool.pack, func(t *testing.T) {
				program.SkipRare(t, tool.rare)
				t.Parallel()
				g.runNode(t, tool.pack, tool.args[0], tool.args[1:]...)
			})
		}
		t.Run("oapi-codegen", func(t *testing.T) {
			t.Parallel()
			g.vetGo(t)
		})
	})
	g.writeReadmes(t)
	g.runNode(t, "typescript", "tsc", "-p", ".")
}

// writeReadmes writes each block of TypeScript in the READMEs to a file of its own.
func (g generated) writeReadmes(t *testing.T) {
	t.Helper()
	count := 0
	for _, blocks := range readReadmes(t, repository(t)) {
		for _, b := range blocks {
			if b.language == "ts" {
				count++
				g.write(t, fmt.Sprintf("readme%d.ts", count), "// "+b.where+"\n"+b.text)
			}
		}
	}
	if count == 0 {
		t.Error("the READMEs have no TypeScript, want some")
	}
}

// vetGo generates a client in Go, in a module of its own, and vets it.
func (g generated) vetGo(t *testing.T) {
	t.Helper()
	for _, kind := range []string{"mod", "sum"} {
		g.write(t, "go/go."+kind, readText(t, g.folder, "oapi."+kind))
	}
	download := exec.CommandContext(t.Context(), "go", "mod", "download")
	download.Dir = filepath.Join(g.folder, "go")
	if output, err := download.CombinedOutput(); err != nil {
		program.Missing(t, "the modules of generated clients cannot be had: "+string(output), program.DemandClients)
	}
	g.run(t, "go", "go", "run", oapiCodegen, "-generate", "types,client", "-package", "api", "-o", "api.go",
		filepath.Join("..", "openapi.json"))
	g.run(t, "go", "go", "vet", ".")
}
