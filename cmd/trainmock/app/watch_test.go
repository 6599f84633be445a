//go:build unix

package app

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
	"trainmock/stream/session"
)

// settled is longer than a changed file takes to be loaded.
const settled = time.Second

// small returns a scenario with so many nodes.
func small(nodes string) string {
	return "groups:\n- name: a\n  count: " + nodes + "\n  cpus: 8\n  memory_gb: 32\n"
}

// watchRun is a run with --watch, in a bubble, and the file that it watches.
type watchRun struct {
	path   string
	log    *program.Output
	client *http.Client
	// sessions are those of the run.
	sessions *session.Book
	pipes
	// end ends the run, which then has ended within the time of a test's own clock that it returns.
	end func() time.Duration
}

// watchFile runs a test with a scenario of one node.
func watchFile(t *testing.T, test func(t *testing.T, w *watchRun)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &watchRun{path: filepath.Join(t.TempDir(), "mine.yaml"), log: &program.Output{}, pipes: make(pipes)}
		w.write(t, small("1"))
		f, err := parseFlags([]string{"--scenario", w.path, "--watch", "--seed", "7"}, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		m, err := newMock(f, w.log, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		w.sessions = m.sessions
		ctx, cancel := context.WithCancel(context.Background())
		served := make(chan error, 1)
		go func() { served <- m.serve(ctx, w.pipes) }()
		w.client = &http.Client{Transport: &http.Transport{DialContext: w.dial, DisableKeepAlives: true}}
		w.end = func() time.Duration {
			begun := time.Now()
			cancel()
			if err := <-served; err != nil {
				t.Error(err)
			}
			return time.Since(begun)
		}
		<-time.After(settled)
		test(t, w)
		if took := w.end(); took > time.Second {
			t.Errorf("the end took %s, want a second at most", took)
		}
	})
}

// write writes the file in one go.
func (w *watchRun) write(tb testing.TB, text string) {
	tb.Helper()
	if err := os.WriteFile(w.path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// rename puts a file with a text in the place of the watched one, as many editors do.
func (w *watchRun) rename(tb testing.TB, text string) {
	tb.Helper()
	next := w.path + "~"
	if err := os.WriteFile(next, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(next, w.path); err != nil {
		tb.Fatal(err)
	}
}

// get returns the body of an answer.
func (w *watchRun) get(tb testing.TB, path string) string {
	tb.Helper()
	r, err := w.client.Get("http://localhost" + path)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// check waits until a change has settled. Then the world has so many nodes, was replaced so many times since the start,
// and the log has some words.
func (w *watchRun) check(t *testing.T, name, nodes string, replaced int, words ...string) {
	t.Helper()
	<-time.After(settled)
	if got := w.get(t, "/monitor/ray/cluster/node"); !strings.Contains(got, `"total_nodes":`+nodes+`,`) {
		t.Errorf("%s: got %.200s, want %s nodes", name, got, nodes)
	}
	if got := strings.Count(w.log.String(), "is loaded again"); got != replaced {
		t.Errorf("%s: the scenario was replaced %d times, want %d; logged %s", name, got, replaced, w.log)
	}
	for _, word := range words {
		if !strings.Contains(w.log.String(), word) {
			t.Errorf("%s: logged %s, want %q", name, w.log, word)
		}
	}
}

// checkSession makes a session, which has so many nodes, as the file.
func (w *watchRun) checkSession(t *testing.T, nodes int) {
	t.Helper()
	wish := w.sessions.Defaults()
	wish.Idle = 0
	s, err := w.sessions.Create(t.Context(), wish)
	if err != nil {
		t.Fatal(err)
	}
	world, _ := s.Hub.Now()
	if got, _ := world.Size(); got != nodes {
		t.Errorf("a session: got %d nodes, want %d", got, nodes)
	}
}

// TestWatch changes the file in the ways of editors. Each is loaded once.
func TestWatch(t *testing.T) {
	watchFile(t, func(t *testing.T, w *watchRun) {
		if w.check(t, "untouched", "1", 0); w.log.String() != "" {
			t.Errorf("logged %s, want nothing", w.log)
		}
		w.write(t, small("2 # written"))
		w.check(t, "written", "2", 1, "the scenario is loaded again")
		w.checkSession(t, 2)
		w.rename(t, small("3 # renamed"))
		w.check(t, "renamed", "3", 2)
		w.write(t, "")
		<-time.After(lookEvery)
		w.write(t, small("4 # behind a truncation"))
		w.check(t, "truncated", "4", 3)
		if err := os.Rename(w.path, w.path+".old"); err != nil {
			t.Fatal(err)
		}
		<-time.After(lookEvery)
		w.write(t, small("5 # beside a copy of the old one"))
		w.check(t, "moved away", "5", 4)
		for i := range 40 {
			w.write(t, small("6 # "+strings.Repeat("x", i)))
			<-time.After(lookEvery / 2)
		}
		w.check(t, "many times", "6", 5)
		text := w.log.String()
		if err := os.Chtimes(w.path, time.Time{}, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
		if w.check(t, "touched", "6", 5); w.log.String() != text {
			t.Errorf("touched: logged %s, want nothing more than %s", w.log, text)
		}
		if strings.Contains(text, "level=ERROR") {
			t.Errorf("logged %s, want no error", text)
		}
	})
}

// TestWatchMistakes puts what is no scenario in the file's place. The world goes on until there is one.
func TestWatchMistakes(t *testing.T) {
	watchFile(t, func(t *testing.T, w *watchRun) {
		w.write(t, small("-1"))
		w.check(t, "a mistake", "1", 0, "level=ERROR", "mine.yaml:3: count: -1 is not from",
			"use, for example, count: 3")
		w.write(t, small("1"))
		w.check(t, "mended", "1", 0, "the scenario is again that of the world")
		if err := os.Remove(w.path); err != nil {
			t.Fatal(err)
		}
		w.check(t, "removed", "1", 0, "there is no file", "makes one to begin with")
		w.write(t, small("2"))
		w.check(t, "back", "2", 1)
		for name, put := range map[string]func() error{
			"is a directory":      func() error { return os.Mkdir(w.path, 0o700) },
			"is no file any more": func() error { return syscall.Mkfifo(w.path, 0o600) },
		} {
			if err := os.Remove(w.path); err != nil {
				t.Fatal(err)
			}
			if err := put(); err != nil {
				t.Fatal(err)
			}
			w.check(t, name, "2", 1, name)
		}
	})
}

// TestWatchLink changes the link that leads to the file's directory, as Kubernetes does with a ConfigMap.
func TestWatchLink(t *testing.T) {
	watchFile(t, func(t *testing.T, w *watchRun) {
		directory := filepath.Dir(w.path)
		link := func(to, text string) {
			w.rename(t, text)
			if err := os.Rename(w.path, filepath.Join(directory, to)); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(to, w.path+".link"); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(w.path+".link", w.path); err != nil {
				t.Fatal(err)
			}
		}
		link("one", small("2"))
		w.check(t, "a link", "2", 1)
		link("two", small("3"))
		w.check(t, "another link", "3", 2)
	})
}

// TestWatchStreams follows the stream over a change: clock, hello and a snapshot of the new epoch.
func TestWatchStreams(t *testing.T) {
	watchFile(t, func(t *testing.T, w *watchRun) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		dialer := &websocket.Dialer{NetDialContext: w.dial}
		feed, err := program.DialWebSocket(ctx, dialer, "ws://localhost/stream/ws?topics=cluster")
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for changed := false; len(kinds) < 3; {
			m, err := feed.Next()
			if err != nil {
				t.Fatal(err)
			}
			if m.Type == model.EventSnapshot.Type && !changed {
				w.write(t, small("2"))
				changed = true
			}
			if m.Type == model.EventClock.Type || len(kinds) > 0 {
				kinds = append(kinds, m.Type)
			}
			if m.Type == model.EventClock.Type && !strings.Contains(string(m.Raw), `"reason":"scenario"`) {
				t.Errorf("got %s, want the reason scenario", m.Raw)
			}
		}
		if got := strings.Join(kinds, " "); got != "clock hello snapshot" {
			t.Errorf("got %s, want clock hello snapshot", got)
		}
	})
}

// TestWatchRefused checks that --watch is refused where no file could change.
func TestWatchRefused(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo.yaml")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"--watch", "--scenario demo --watch", "--scenario - --watch", "--journal x.ndjson --watch",
		"--scenario " + fifo + " --watch"} {
		code, _, stderr := runBriefly(t, strings.Fields(args)...)
		if code != exitUsage || !strings.HasPrefix(stderr, "trainmock: --watch: ") || !strings.Contains(stderr, ": use") {
			t.Errorf("%s: exit code %d, logged %q, want %d and a remedy", args, code, stderr, exitUsage)
		}
	}
}
