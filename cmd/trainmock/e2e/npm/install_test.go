//go:build unix

package npm

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// maxPacked limits the packed file, in bytes.
const maxPacked = 100_000

// TestInstall runs the program wherever it is: in TRAINMOCK_BIN, in the package of the platform, on the PATH, or
// nowhere. The packed file is small, and was installed in an empty folder without a network.
func TestInstall(t *testing.T) {
	p := newProject(t)
	file, _ := pack()
	if file.Size > maxPacked {
		t.Errorf("the packed file has %d bytes, want at most %d", file.Size, maxPacked)
	}
	var manifest struct {
		Name, Version        string
		OptionalDependencies map[string]string
	}
	readJSON(t, filepath.Join(source, "package.json"), &manifest)
	binary := program.Binary(t)
	p.addPlatform(t, manifest.Version, binary)
	bin := filepath.Join(t.TempDir(), "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(bin, "trainmock")); err != nil {
		t.Fatal(err)
	}
	p.checkPlaces(t, manifest.Version, bin)
	for name, version := range manifest.OptionalDependencies {
		if version != manifest.Version || !strings.HasPrefix(name, "@trainmock/") {
			t.Errorf("the package %s has version %s, want %s", name, version, manifest.Version)
		}
	}
	if len(manifest.OptionalDependencies) != 6 {
		t.Errorf("packages for %d platforms, want 6", len(manifest.OptionalDependencies))
	}
}

// addPlatform installs a package of the platform that holds the program.
func (p *project) addPlatform(t *testing.T, version, binary string) {
	t.Helper()
	name := strings.TrimSpace(p.mustRun(t, "node", "-p", "`@trainmock/${process.platform}-${process.arch}`"))
	text, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	p.write(t, "platform/package.json", `{"name": "`+name+`", "version": "`+version+`"}`)
	p.write(t, "platform/bin/trainmock", string(text))
	if err := os.Chmod(filepath.Join(p.folder, "platform/bin/trainmock"), 0o700); err != nil {
		t.Fatal(err)
	}
	p.mustRun(t, "npm", "install", "--ignore-scripts", "./platform")
}

// checkPlaces runs the program from each place, and then from none.
func (p *project) checkPlaces(t *testing.T, version, bin string) {
	t.Helper()
	script := filepath.Join(p.folder, "node_modules/trainmock/bin.js")
	const unset = "TRAINMOCK_BIN="
	for _, tc := range []struct {
		name string
		env  []string
		want string
	}{
		{"TRAINMOCK_BIN", nil, version},
		{"the package of the platform", []string{unset}, version},
		{"a file that is not there", []string{unset + "/nowhere"}, "TRAINMOCK_BIN is /nowhere, which is no file"},
		{"the script itself", []string{unset + script}, "the npm package's script"},
		{"PATH", []string{unset, "PATH=" + filepath.Dir(script) + "/../.bin:" + os.Getenv("PATH") + ":" + bin}, version},
		{"nowhere", []string{unset}, "TRAINMOCK_BIN names (it is not set), the package @trainmock/"},
	} {
		if tc.name == "PATH" {
			if err := os.RemoveAll(filepath.Join(p.folder, "node_modules/@trainmock")); err != nil {
				t.Fatal(err)
			}
		}
		c := p.command(t, tc.env, script, "--version")
		stdout, stderr, code := p.run(t, c)
		if found := tc.want == version; found != (code == 0) || !strings.Contains(stdout+stderr, tc.want) {
			t.Errorf("%s: exit code %d, printed %q, logged %q, want %q", tc.name, code, stdout, stderr, tc.want)
		}
	}
	var line struct{ Version, REST string }
	begin := []string{"trainmock", "--host", "127.0.0.1", "--port", "0", "--print", "json"}
	run := startJSON(t, p.command(t, nil, "npx", begin...), &line)
	if line.Version != version {
		t.Errorf("the program has version %s, the package %s", line.Version, version)
	}
	run.signal(t, syscall.SIGTERM)
	checkGone(t, line.REST)
}

func readJSON(t *testing.T, path string, v any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}
