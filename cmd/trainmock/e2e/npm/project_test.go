//go:build unix

package npm

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

const (
	// source is the folder of the package.
	source = "../../../../web/client"
	// installed is where npm installs the packages that tests use beside it.
	installed = "../node_modules"
)

// packed is the package as npm packs it.
type packed struct {
	// folder holds the packed file, and a project in which it is installed.
	folder   string
	Filename string
	// Size is that of the packed file, in bytes.
	Size int
}

// packedFolder is set by pack and read when the tests have ended.
var packedFolder string

func removePacked() error { return os.RemoveAll(packedFolder) }

// pack packs and installs the package once for all tests.
var pack = sync.OnceValues(func() (*packed, error) {
	folder, err := os.MkdirTemp("", "trainmock-npm-")
	if err != nil {
		return nil, err
	}
	packedFolder = folder
	from, err := filepath.Abs(source)
	if err != nil {
		return nil, err
	}
	c := exec.Command("npm", "pack", from, "--json", "--pack-destination", folder)
	c.Dir, c.Env = folder, offline(folder)
	output, err := c.Output()
	if err != nil {
		return nil, err
	}
	var list []*packed
	if err := json.Unmarshal(output, &list); err != nil || len(list) != 1 {
		return nil, errors.Join(err, errors.New("npm pack printed "+string(output)))
	}
	list[0].folder = folder
	return list[0], list[0].install()
})

// install installs the packed file in an empty project, without a network.
func (p *packed) install() error {
	project := filepath.Join(p.folder, "project")
	manifest := []byte(`{"private": true, "type": "module"}`)
	err := errors.Join(os.Mkdir(project, 0o700), os.WriteFile(filepath.Join(project, "package.json"), manifest, 0o600))
	if err != nil {
		return err
	}
	c := exec.Command("npm", "install", "--ignore-scripts", filepath.Join(p.folder, p.Filename))
	c.Dir, c.Env = project, offline(p.folder)
	if output, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w: %s", err, output)
	}
	return nil
}

// offline returns the environment of an npm that has nothing in its cache and asks no registry.
func offline(folder string) []string {
	return append(os.Environ(), "npm_config_cache="+filepath.Join(folder, "cache"), "npm_config_offline=true",
		"npm_config_audit=false", "npm_config_fund=false", "npm_config_update_notifier=false",
		"npm_config_loglevel=error", "NO_COLOR=1", "CI=1")
}

// project is a folder in which the package is installed.
type project struct {
	folder string
	// env has the built program in TRAINMOCK_BIN.
	env []string
}

// newProject returns a copy of the project in which the packed file is installed, with links to packages of e2e.
func newProject(t *testing.T, packages ...string) *project {
	t.Helper()
	program.LookFor(t, "npm", program.DemandClients)
	file, err := pack()
	if err != nil {
		t.Fatal(err)
	}
	p := &project{folder: t.TempDir(), env: append(offline(file.folder), "TRAINMOCK_BIN="+program.Binary(t))}
	if err := os.CopyFS(p.folder, os.DirFS(filepath.Join(file.folder, "project"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range packages {
		program.LookForNode(t, installed, name)
		p.link(t, name)
	}
	return p
}

// link makes a package of e2e one of the project.
func (p *project) link(t *testing.T, name string) {
	t.Helper()
	target, err := filepath.Abs(filepath.Join(installed, name))
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(p.folder, "node_modules", name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(link), 0o700), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
}

// write writes a file of the project.
func (p *project) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(p.folder, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// copy copies a folder of testdata to the project.
func (p *project) copy(t *testing.T, name string) {
	t.Helper()
	if err := os.CopyFS(p.folder, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
}

// command returns a command that runs in the folder. Variables of more come last.
func (p *project) command(t *testing.T, more []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir, c.Env = p.folder, slices.Concat(p.env, more)
	return c
}

// node returns a command of Node: the one on the PATH.
func (p *project) node(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	return p.command(t, nil, program.LookFor(t, "node", program.DemandClients), args...)
}

// run runs a command and returns its outputs and its exit code.
func (p *project) run(t *testing.T, c *exec.Cmd) (stdout, stderr string, code int) {
	t.Helper()
	var out, log strings.Builder
	c.Stdout, c.Stderr = &out, &log
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v: %v", c.Args, err)
	}
	return out.String(), log.String(), c.ProcessState.ExitCode()
}

// mustRun runs a command, which has to succeed, and returns its output.
func (p *project) mustRun(t *testing.T, name string, args ...string) string {
	t.Helper()
	stdout, stderr, code := p.run(t, p.command(t, nil, name, args...))
	if code != 0 {
		t.Fatalf("%s %q: exit code %d, printed %s, logged %s", name, args, code, stdout, stderr)
	}
	return stdout
}

// tool runs a tool of e2e and returns its outputs and its exit code.
func (p *project) tool(t *testing.T, more []string, name string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	return p.run(t, p.toolCommand(t, more, name, args...))
}

// toolCommand returns a command that runs a tool of e2e with the Node that is installed there.
func (p *project) toolCommand(t *testing.T, more []string, name string, args ...string) *exec.Cmd {
	t.Helper()
	node, err := filepath.Abs(program.LookForNode(t, installed, filepath.Join(".bin", name)))
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs(filepath.Join(installed, ".bin", name))
	if err != nil {
		t.Fatal(err)
	}
	return p.command(t, more, node, append([]string{script}, args...)...)
}
