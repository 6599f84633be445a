//go:build unix

package npm

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/browser"
)

// sessionName matches the name of a session.
var sessionName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// noted is what a test in testdata tells of its world.
type noted struct {
	Name, Now, Server string
	Seed              int
	Paused            bool
}

// noteAll decodes the notes of tests by their titles, and holds them to what all worlds have in common.
func noteAll(t *testing.T, notes map[string]string) map[string]noted {
	t.Helper()
	all := map[string]noted{}
	names, servers := map[string]bool{}, map[string]bool{}
	for title, text := range notes {
		var n noted
		if err := json.Unmarshal([]byte(text), &n); err != nil {
			t.Fatalf("%s: %v in %q", title, err, text)
		}
		if !sessionName.MatchString(n.Name) || names[n.Name] || !n.Paused {
			t.Errorf("%s: the session %q, paused: %v, want one of its own that is paused", title, n.Name, n.Paused)
		}
		names[n.Name], servers[n.Server] = true, true
		all[title] = n
	}
	if len(servers) != 1 {
		t.Errorf("servers %v, want one", servers)
	}
	return all
}

// checkNotes compares what tests told of their worlds.
func checkNotes(t *testing.T, all map[string]noted, seeds map[string]int) {
	t.Helper()
	for title, seed := range seeds {
		n, ok := all[title]
		if !ok || n.Seed != seed {
			t.Errorf("%s: seed %d, want %d", title, n.Seed, seed)
		}
		start := "2026-01-01T00:00:00.000000+00:00"
		if strings.Contains(title, "given") {
			start = "2026-03-01T00:00:00.000000+00:00"
		}
		if retry := strings.Count(title, " again"); !strings.HasSuffix(n.Name, fmt.Sprint("-r", retry)) {
			t.Errorf("%s: the session %q, want the retry %d at its end", title, n.Name, retry)
		}
		if n.Now != start {
			t.Errorf("%s: it is %s, want %s", title, n.Now, start)
		}
	}
}

// checkEvidence looks into the files that the report of a test has, which has asked for a task, and failed a node.
func checkEvidence(t *testing.T, files map[string]string) {
	t.Helper()
	for name, want := range map[string]string{
		"requests.json": "/monitor/training/task_123", "events.json": `"type":"node_state"`, "journal.ndjson": "fail_node",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s is %.300q, want %s in it", name, files[name], want)
		}
	}
}

// playwrightReport is the report of Playwright in JSON, as far as the tests read it.
type playwrightReport struct {
	Title  string
	Stats  struct{ Expected, Unexpected int }
	Suites []playwrightReport
	Specs  []struct {
		Title string
		Tests []struct {
			Results []playwrightResult
		}
	}
}

// playwrightResult is what came of one run of a test.
type playwrightResult struct {
	Status string
	Error  struct{ Message string }
	Steps  []struct {
		Title string
		// Duration is in milliseconds.
		Duration float64
	}
	Annotations []struct{ Description string }
	Attachments []struct {
		Name string
		Body []byte
	}
}

// each calls a function with all results and the titles of their tests, to which a retry adds " again".
func (r playwrightReport) each(f func(title string, result playwrightResult)) {
	for _, s := range r.Suites {
		s.each(f)
	}
	for _, s := range r.Specs {
		for _, run := range s.Tests {
			for i, result := range run.Results {
				f(s.Title+strings.Repeat(" again", i), result)
			}
		}
	}
}

// read adds the notes of all results, by titles, retries and repetitions. It returns the files of a result that failed.
func (r playwrightReport) read(notes map[string]string) (files map[string]string) {
	files = map[string]string{}
	r.each(func(title string, result playwrightResult) {
		for notes[title] != "" {
			title += " repeated"
		}
		for _, a := range result.Annotations {
			notes[title] = a.Description
		}
		for _, a := range result.Attachments {
			files[a.Name] = string(a.Body)
		}
	})
	return files
}

// TestPlaywright runs the README's test, and a suite with one test that fails, twice, and one that is repeated: each
// test, retry and repetition has a world of its own, with a seed that its title or the test decides, and the report of
// the failure has what was asked and what happened.
func TestPlaywright(t *testing.T) {
	chromium := browser.Find(t)
	p := newProject(t, "@playwright/test")
	p.copy(t, "playwright")
	p.write(t, "nodes.spec.js", readmeFiles(t)["nodes.spec.js"])
	stdout, stderr, code := p.tool(t, []string{"CHROMIUM=" + chromium}, "playwright", "test", "--reporter=json")
	var report playwrightReport
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || code != 1 || report.Stats.Unexpected != 1 {
		t.Fatalf("exit code %d, printed %s, logged %s, want 1 and a report", code, stdout, stderr)
	}
	notes := map[string]string{}
	checkEvidence(t, report.read(notes))
	checkNotes(t, noteAll(t, notes), map[string]int{
		"the seed comes from the title": 547942, "the seed comes from the title repeated repeated": 547942,
		"the seed is given": 7,

		"it fails, with what was asked": 684144, "it fails, with what was asked again": 684144,
	})
}

// TestVitest does the same with Vitest, in Node and in jsdom.
func TestVitest(t *testing.T) {
	p := newProject(t, "vitest", "jsdom")
	p.copy(t, "vitest")
	p.write(t, "nodes.test.js", readmeFiles(t)["nodes.test.js"])
	output := filepath.Join(p.folder, "report.json")
	stdout, stderr, code := p.tool(t, nil, "vitest", "run", "--reporter=default", "--reporter=json",
		"--outputFile.json="+output)
	var report struct {
		TestResults []struct {
			AssertionResults []struct {
				Title, Status string
				Meta          struct {
					World     *json.RawMessage
					Trainmock map[string]string
				}
			}
		}
	}
	readJSON(t, output, &report)
	notes := map[string]string{}
	for _, file := range report.TestResults {
		for _, result := range file.AssertionResults {
			if result.Meta.World != nil {
				notes[result.Title] = string(*result.Meta.World)
			}
			if fails := strings.Contains(result.Title, "fails"); fails != (result.Status == "failed") {
				t.Errorf("%s has %s", result.Title, result.Status)
			} else if fails {
				checkEvidence(t, result.Meta.Trainmock)
			}
		}
	}
	if code != 1 || !strings.Contains(stderr, "/monitor/training/task_123") {
		t.Errorf("exit code %d, printed %s, logged %s, want 1 and what was asked", code, stdout, stderr)
	}
	checkNotes(t, noteAll(t, notes), map[string]int{
		"a failed node is dead": 990731, "the seed is given": 7, "a component asks its world": 977741,
	})
}
