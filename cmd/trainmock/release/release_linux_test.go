package main

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

var all = flag.Bool("release.all", false, "build all six platforms, not that of this machine alone")

// maxProgram is the largest size of a program, in bytes.
const maxProgram = 25_000_000

// TestRelease builds packages twice, in environments that differ, and runs what is in them.
func TestRelease(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program")
	}
	if err := exec.Command("git", "rev-parse", "HEAD").Run(); err != nil {
		t.Skipf("this is not a Git checkout: %v", err)
	}
	own := slices.IndexFunc(allPlatforms, func(p platform) bool { return p.String() == "linux/"+runtime.GOARCH })
	if own < 0 {
		t.Skipf("nothing is built for this machine, which is %s", runtime.GOARCH)
	}
	built := allPlatforms[own : own+1]
	if *all {
		built = allPlatforms
	}
	args := []string{"--version", "9.8.7-rc.1", "--platform", strings.Join(namesOf(built), ",")}
	first, second := t.TempDir(), filepath.Join(t.TempDir(), "new", "folder")
	build(t, first, args)
	for name, value := range map[string]string{"GOAMD64": "v3", "GOFLAGS": "-race", "CGO_ENABLED": "1"} {
		t.Setenv(name, value)
	}
	func() {
		defer syscall.Umask(syscall.Umask(0o077))
		defer func(zone *time.Location) { time.Local = zone }(time.Local)
		time.Local = time.FixedZone("elsewhere", -5*60*60)
		build(t, second, args)
	}()
	sums, again := readSums(t, first), readSums(t, second)
	if sums != again || strings.Count(sums, "\n") != 1+2*len(built) {
		t.Errorf("the checksums are\n%sand then\n%swant the same, of one file and two a platform", sums, again)
	}
	for _, p := range built {
		checkProgram(t, p, filepath.Join(second, "bin", p.goos+"-"+p.goarch, p.program()))
	}
	// In the second folder the umask would show.
	t.Run("npm", func(t *testing.T) { checkInstall(t, allPlatforms[own], second) })
	t.Run("container", func(t *testing.T) { checkContainer(t, second) })
}

// build runs the command into a folder.
func build(t *testing.T, out string, args []string) {
	t.Helper()
	code, stdout, stderr := start(t.Context(), append([]string{"--out", out}, args...)...)
	if code != exitFine || stdout != "" {
		t.Fatalf("exit code %d, printed %q, logged %s", code, stdout, stderr)
	}
	t.Log(stderr)
}

// readSums returns the checksums in a folder, which have to be those of the files there.
func readSums(t *testing.T, folder string) string {
	t.Helper()
	sums, err := os.ReadFile(filepath.Join(folder, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		body, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(body)); got != sum {
			t.Errorf("the checksum of %s is %s, and its line %q", name, got, line)
		}
	}
	return string(sums)
}

// checkProgram checks the size of a program, for what it is built, and that it names no folder of this machine.
func checkProgram(t *testing.T, p platform, path string) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(body) > maxProgram {
		t.Errorf("the program for %s has %d bytes, want at most %d", p, len(body), maxProgram)
	}
	// One of them is the repository, and one is in the module cache.
	list := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "trainmock", "github.com/alecthomas/kong")
	folders, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range strings.Fields(string(folders)) {
		if bytes.Contains(body, []byte(folder)) {
			t.Errorf("%s is in the program for %s, want no folder of this machine", folder, p)
		}
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	if settings["GOOS"] != p.goos || settings["GOARCH"] != p.goarch || settings["CGO_ENABLED"] != "0" {
		t.Errorf("the program for %s is built with %v, want that platform without cgo", p, settings)
	}
}

// versionLine matches what the program prints: the version that was asked for, and the last commit.
var versionLine = regexp.MustCompile(
	`^trainmock 9\.8\.7-rc\.1 \(commit [0-9a-f]{12,}(\+changes)?, 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\)\n$`)

// checkInstall installs both npm packages in an empty folder without a network, and runs the program in them, also by
// npx.
func checkInstall(t *testing.T, p platform, out string) {
	program.LookFor(t, "npm", program.DemandClients)
	folder, name := t.TempDir(), p.npmOS+"-"+p.npmCPU
	npm := func(args ...string) {
		t.Helper()
		c := exec.CommandContext(t.Context(), "npm", append(args, "--offline", "--no-audit", "--no-fund",
			"--no-update-notifier", "--cache", filepath.Join(folder, "cache"))...)
		c.Dir = folder
		printed, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("npm %q: %v\n%s", args, err, printed)
		}
	}
	packed := []string{"trainmock-" + name + "-9.8.7-rc.1.tgz", "trainmock-9.8.7-rc.1.tgz"}
	npm("install", filepath.Join(out, packed[0]), filepath.Join(out, packed[1]))
	installed := filepath.Join(folder, "node_modules", "@trainmock", name, "bin", "trainmock")
	if printed, err := exec.Command(installed, "--version").Output(); err != nil || !versionLine.Match(printed) {
		t.Errorf("the installed program prints %q and ends with %v, want %s", printed, err, versionLine)
	}
	checkNpx(t, folder)
	npm("pack", filepath.Join(out, "npm", name), filepath.Join(out, "npm", "trainmock"))
	for _, name := range packed {
		ours, theirs := modesOf(unpack(t, filepath.Join(out, name))), modesOf(unpack(t, filepath.Join(folder, name)))
		if !maps.Equal(ours, theirs) {
			t.Errorf("%s has %v, and that of npm pack %v, want the same", name, ours, theirs)
		}
	}
}

// checkNpx runs the program as a user of the packages does, until its standard input ends.
func checkNpx(t *testing.T, folder string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "npx", "--offline", "trainmock", "--host", "127.0.0.1", "--port", "0",
		"--print", "json", "--until-stdin-ends")
	c.Dir, c.Stderr = folder, t.Output()
	c.Env = append(os.Environ(), "npm_config_cache="+filepath.Join(folder, "cache"), "TRAINMOCK_BIN=")
	stdin, stdinErr := c.StdinPipe()
	stdout, stdoutErr := c.StdoutPipe()
	if err := errors.Join(stdinErr, stdoutErr, c.Start()); err != nil {
		t.Fatal(err)
	}
	var line struct{ Version, REST string }
	if err := json.NewDecoder(stdout).Decode(&line); err != nil || line.Version != "9.8.7-rc.1" || line.REST == "" {
		t.Errorf("npx trainmock prints %+v, %v, want the version 9.8.7-rc.1 and an address", line, err)
	}
	if err := errors.Join(stdin.Close(), c.Wait()); err != nil {
		t.Errorf("npx trainmock ends with %v, want exit code 0", err)
	}
}
