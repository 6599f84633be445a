package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"trainmock/cmd/trainmock/internal/interrupt"
	"trainmock/stream/input"
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

const (
	// lookEvery is the time between two looks at the file of --watch.
	lookEvery = 100 * time.Millisecond
	// settleLooks is how many looks in a row have to find the file as it is before it counts as changed: an editor may
	// empty a file or move it away before it writes it, and write it in several pieces.
	settleLooks = 3
)

// checkInput returns an error if standard input is read as a file and watched for its end.
func (f *flags) checkInput() error {
	if f.UntilStdinEnds && (f.Scenario == input.Standard || f.Journal == input.Standard) {
		return errors.New("--until-stdin-ends: standard input is read to its end at the start: " +
			"use a file in place of -, or leave this flag out")
	}
	return nil
}

// checkWatch returns an error if --watch is given and there is no file that could change.
func (f *flags) checkWatch() error {
	const remedy = "use, for example, --scenario mine.yaml, a file that trainmock scenarios demo > mine.yaml makes"
	switch {
	case !f.Watch:
		return nil
	case f.Journal != "":
		return errors.New("--watch: the scenario is a part of the journal: use only one of --journal and --watch")
	case f.Scenario == input.Standard:
		return errors.New("--watch: standard input is read once: " + remedy)
	case !scenario.IsPath(f.Scenario):
		return fmt.Errorf("--watch: the scenario %s is no file that could change: %s", model.Quote(f.Scenario), remedy)
	}
	if info, err := os.Stat(f.Scenario); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return fmt.Errorf("--watch: %s can be read once: %s", model.Quote(f.Scenario), remedy)
	}
	return nil
}

// fileWatch looks at a file again and again. The system's notifications would not do: none come from mounts of other
// machines and of containers, nor for a file whose symbolic link is changed, as Kubernetes does with a ConfigMap.
type fileWatch struct {
	path string
	// seen is what the last look found, and settled what was there when the file last counted as changed: nil if there
	// was no file.
	seen, settled fs.FileInfo
	// same counts the looks that found the file as seen.
	same int
	// text is what was loaded last, and bad is set if the file could not be loaded since.
	text string
	bad  bool
}

// look reports whether the file has changed, or is gone, and has stayed so for settleLooks.
func (w *fileWatch) look() bool {
	// Why a file cannot be looked at is told by the attempt to load it.
	found, _ := os.Stat(w.path)
	if !unchanged(found, w.seen) {
		w.seen, w.same = found, 0
	}
	w.same++
	if w.same < settleLooks || unchanged(w.seen, w.settled) {
		return false
	}
	w.settled = w.seen
	return true
}

// unchanged reports whether two looks found the same file with the same content.
func unchanged(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size() && a.Mode() == b.Mode()
}

// load reads the file. It refuses what is no file before it opens it: opening a pipe would wait for a writer.
func (w *fileWatch) load() (model.Scenario, error) {
	if w.seen != nil && !w.seen.Mode().IsRegular() && !w.seen.IsDir() {
		return model.Scenario{}, fmt.Errorf("%s is no file any more: put a scenario there", model.Quote(w.path))
	}
	return scenario.LoadFile(w.path)
}

// watchScenario loads the scenario file again whenever it has changed, until the context is done.
func (m *mock) watchScenario(ctx context.Context) {
	w := &fileWatch{path: m.flags.Scenario, text: m.genesis.Scenario.Text}
	looks := time.NewTicker(lookEvery)
	defer looks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-looks.C:
			if w.look() {
				m.reload(ctx, w)
			}
		}
	}
}

// reload loads a file that has changed, and tells the log what came of it.
func (m *mock) reload(ctx context.Context, w *fileWatch) {
	next, err := interrupt.Call(ctx, w.load)
	changed := next.Text != w.text
	if err == nil && changed {
		err = m.replaceScenario(ctx, next)
	}
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		// The lines behind the first one are an excerpt of the file.
		message, _, _ := strings.Cut(err.Error(), "\n")
		m.log.Error("the scenario is not loaded again, and the world goes on as it is", "error", message)
	case changed:
		w.text = next.Text
		m.log.Info("the scenario is loaded again", "file", w.path, "epoch", m.hub.Epoch())
	case w.bad:
		m.log.Info("the scenario is again that of the world, which goes on", "file", w.path)
	}
	w.bad = err != nil
}

// replaceScenario begins a new epoch with another scenario, as PUT /mock/scenario does. From then on, sessions are made
// of that.
func (m *mock) replaceScenario(ctx context.Context, next model.Scenario) error {
	err := m.hub.Switch(ctx, func(present journal.Genesis, now time.Time) journal.Genesis {
		return journal.Genesis{Scenario: next, Seed: present.Seed, Start: now}
	})
	if err == nil {
		m.sessions.SetScenario(next)
	}
	return err
}
