//go:build unix

package npm

import (
	"path/filepath"
	"testing"
)

// TestTypes compiles uses of every export strictly. The types of test runners are checked only as they are used.
func TestTypes(t *testing.T) {
	p := newProject(t, "typescript", "@types/node", "@playwright/test", "vitest")
	p.copy(t, "types")
	for _, args := range [][]string{
		{"-p", "."},
		{
			"--strict", "--noEmit", "--skipLibCheck", "--target", "ES2022", "--module", "NodeNext", "--types", "node",
			"playwright.ts", "vitest.ts",
		},
	} {
		if stdout, stderr, code := p.tool(t, nil, "tsc", args...); code != 0 {
			t.Errorf("tsc %q: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

// TestLint has the linters of packages look at the packed file.
func TestLint(t *testing.T) {
	p := newProject(t)
	file, err := pack()
	if err != nil {
		t.Fatal(err)
	}
	packed := filepath.Join(file.folder, file.Filename)
	for _, args := range [][]string{
		{"publint", packed, "--strict"},
		// Node loads modules from CommonJS by require, too; the profile leaves out resolvers that know neither.
		{"attw", packed, "--profile", "esm-only"},
	} {
		if stdout, stderr, code := p.tool(t, nil, args[0], args[1:]...); code != 0 {
			t.Errorf("%q: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}
