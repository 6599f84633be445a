//go:build unix

package npm

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

const (
	// sample is the folder of the app that the package's README offers to copy from.
	sample = "../../../../web/sample"
	// sampleTests is the number of its tests.
	sampleTests = 20
	// allRepeats is how often each of them runs with -all.
	allRepeats = 20
)

// TestSample runs the tests of the sample app, each in a world of its own, by four workers with one server; with -all
// again and again. It logs how long the test of a failed node takes once the page is there.
func TestSample(t *testing.T) {
	repeats := 1
	if program.All() {
		repeats = allRepeats
	}
	chromium := browser.Find(t)
	p := newSample(t, freePort(t))
	stdout, stderr, code := p.tool(t, []string{"CHROMIUM=" + chromium}, "playwright", "test", "--reporter=json",
		fmt.Sprintf("--repeat-each=%d", repeats))
	var report playwrightReport
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("exit code %d, %v, printed %s, logged %s, want a report", code, err, stdout, stderr)
	}
	report.each(func(title string, r playwrightResult) {
		if r.Status != "passed" {
			t.Errorf("%s: %s: %s", title, r.Status, r.Error.Message)
		}
	})
	if s := report.Stats; code != 0 || s.Expected != repeats*sampleTests {
		t.Errorf("exit code %d, %d tests as expected, logged %s, want 0 and %d", code, s.Expected, stderr,
			repeats*sampleTests)
	}
	readme, err := os.ReadFile(filepath.Join(source, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range report.Suites {
		if !strings.Contains(string(readme), "| ["+file.Title+"](../sample/tests/"+file.Title+") |") {
			t.Errorf("the README has no row for %s", file.Title)
		}
	}
	if want := fmt.Sprintf(" %d tests", sampleTests); !strings.Contains(string(readme), want) {
		t.Errorf("the README does not say%s", want)
	}
	t.Logf("a failed node shows as dead after %v", report.steps("own time"))
}

// newSample returns a copy of the app whose tests serve it on a port.
func newSample(t *testing.T, port string) *project {
	t.Helper()
	packages := newProject(t, "react", "react-dom", "vite", "@playwright/test")
	tools, err := filepath.Abs(filepath.Join(installed, ".bin"))
	if err != nil {
		t.Fatal(err)
	}
	env := append(packages.env, "PORT="+port, "PATH="+tools+":"+os.Getenv("PATH"))
	p := &project{filepath.Join(packages.folder, "sample"), env}
	p.copySample(t)
	return p
}

// copySample copies the app without what npm, Vite and Playwright write beside it.
func (p *project) copySample(t *testing.T) {
	t.Helper()
	for _, name := range []string{"src", "tests"} {
		if err := os.CopyFS(filepath.Join(p.folder, name), os.DirFS(filepath.Join(sample, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"index.html", "package.json", "playwright.config.js", "serve.js"} {
		text, err := os.ReadFile(filepath.Join(sample, name))
		if err != nil {
			t.Fatal(err)
		}
		p.write(t, name, string(text))
	}
}

// freePort returns a port on which nothing listens.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err := errors.Join(err, listener.Close()); err != nil {
		t.Fatal(err)
	}
	return port
}

// steps returns how long each step with a title has taken.
func (r playwrightReport) steps(title string) (took []time.Duration) {
	r.each(func(_ string, result playwrightResult) {
		for _, step := range result.Steps {
			if step.Title == title {
				took = append(took, time.Duration(step.Duration)*time.Millisecond)
			}
		}
	})
	return took
}
