package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/version"
)

// addClient copies the npm package trainmock to a source, with one text of its package.json replaced by another.
func (s source) addClient(t *testing.T, from, to string) {
	t.Helper()
	folder := filepath.Join(s.folder, filepath.FromSlash(clientFolder))
	if err := os.CopyFS(folder, os.DirFS("../../../"+clientFolder)); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, "package.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if from != "" && !bytes.Contains(text, []byte(from)) {
		t.Fatalf("%s has no %s", name, from)
	}
	if err := os.WriteFile(name, bytes.ReplaceAll(text, []byte(from), []byte(to)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPackClient packs the npm package that runs the program: its version, and that of the packages on which it
// depends, are those of the release.
func TestPackClient(t *testing.T) {
	s, out := standIn(t), t.TempDir()
	s.addClient(t, "", "")
	name, err := s.packClient(out)
	if err != nil || name != "trainmock-1.2.3.tgz" {
		t.Fatalf("packed as %q, %v, want trainmock-1.2.3.tgz", name, err)
	}
	files := unpack(t, filepath.Join(out, name))
	modes := modesOf(files)
	for inside, want := range map[string]string{
		"package/package.json": "-rw-r--r--", "package/README.md": "-rw-r--r--", "package/start.d.ts": "-rw-r--r--",
		"package/bin.js": "-rwxr-xr-x",
	} {
		if modes[inside] != want {
			t.Errorf("%s has mode %q, want %s", inside, modes[inside], want)
		}
	}
	checkEntries(t, files, modes)
	got := readPackage(t, filepath.Join(out, "npm/trainmock"))
	dependencies := got["optionalDependencies"].(map[string]any)
	for _, p := range allPlatforms {
		if got := dependencies["@trainmock/"+p.npmName()]; got != "1.2.3" {
			t.Errorf("the package for %s has version %v, want 1.2.3", p, got)
		}
	}
	if got["version"] != "1.2.3" || len(dependencies) != len(allPlatforms) {
		t.Errorf("version %v with packages for %d platforms, want 1.2.3 and %d", got["version"], len(dependencies),
			len(allPlatforms))
	}
}

// TestClientMistakes: a package.json that does not fit the program and its platforms is not packed.
func TestClientMistakes(t *testing.T) {
	own := `"` + version.Number() + `"`
	one := `"@trainmock/linux-x64"`
	for name, tc := range map[string]struct{ from, to, want string }{
		"another version":     {`"version": ` + own, `"version": "9.9"`, "has version 9.9, and the program 0."},
		"one of a platform":   {one + `: ` + own, one + `: "9.9"`, "linux-x64:9.9 "},
		"a platform too few":  {one + `: ` + own + `,`, "", "want map[@trainmock/darwin-arm64"},
		"a platform too many": {one, `"@trainmock/aix-ppc64": ` + own + `, ` + one, "aix-ppc64"},
		"no JSON":             {`"name"`, `name`, "web/client/package.json: invalid character"},
	} {
		t.Run(name, func(t *testing.T) {
			s := standIn(t)
			s.addClient(t, tc.from, tc.to)
			if packed, err := s.packClient(t.TempDir()); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("packed as %q, %v, want an error with %q", packed, err, tc.want)
			}
		})
	}
}
