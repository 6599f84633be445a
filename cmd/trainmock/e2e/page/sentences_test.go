package page

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

const (
	// ranFor is long enough for almost every cause of a loss, and every failure of a task.
	ranFor = 16 * time.Hour
	// leastKinds is fewer than there are after ranFor.
	leastKinds = 60
)

// worldStart is any instant.
var worldStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// checkSentences lets the page word in Chinese what the world tells, one sentence of every kind: no English is left but
// names, abbreviations, and what the kernel of a node writes.
func checkSentences(t *testing.T, ctx context.Context) {
	t.Helper()
	told := toldByWorlds(t)
	if len(told) < leastKinds {
		t.Fatalf("the worlds tell %d kinds of sentences, want at least %d", len(told), leastKinds)
	}
	list, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	chinese := browser.Evaluate[[]string](t, ctx, fmt.Sprintf(
		`import("/assets/chinese.js").then(({ translate }) => %s.map(translate))`, list))
	names := regexp.MustCompile(`node_\w+|kernel: NVRM: .*|[A-Z]{2,}\d*`)
	english := regexp.MustCompile(`[A-Za-z]+`)
	for i, words := range chinese {
		if left := english.FindString(names.ReplaceAllString(words, "")); left != "" {
			t.Errorf("%q is %q in Chinese, want no English", told[i], words)
		}
	}
}

// toldByWorlds returns a sentence of every kind that worlds tell, as the feed shows them: sentences of a kind differ in
// numbers and ids.
func toldByWorlds(t *testing.T) []string {
	t.Helper()
	kinds := map[string]string{}
	for _, name := range []string{"chaos", "federated"} {
		w := newWorld(t, name)
		for from := worldStart; from.Before(worldStart.Add(ranFor)); from = from.Add(time.Hour) {
			keepKinds(kinds, w.Events(from, from.Add(time.Hour)))
		}
	}
	keepKinds(kinds, eventsOfCommands(t))
	var told []string
	for _, text := range kinds {
		told = append(told, text)
	}
	slices.Sort(told)
	return told
}

func newWorld(t *testing.T, name string) *world.World {
	t.Helper()
	s, err := scenario.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: 7, Start: worldStart})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

var (
	subject = regexp.MustCompile(`^(Task|Node) \S+( \(.*?\))?:? `)
	values  = regexp.MustCompile(`node_\w+|[0-9.]+`)
)

// keepKinds keeps a sentence of every kind that events tell.
func keepKinds(kinds map[string]string, events []model.Event) {
	for _, e := range events {
		text := ""
		switch payload := e.Payload.(type) {
		case *model.NodeStateChange:
			text = payload.Reason
		case *model.TaskUpdate:
			text = payload.Reason
		case *model.SystemLog:
			text = subject.ReplaceAllString(payload.Message, "")
		}
		if text != "" {
			kinds[values.ReplaceAllString(text, "1")] = strings.TrimSpace(text)
		}
	}
}

// eventsOfCommands returns what a world tells in the ten minutes after commands of every kind, ten seconds apart.
func eventsOfCommands(t *testing.T) []model.Event {
	t.Helper()
	w := newWorld(t, "demo")
	var running []model.TaskStatus
	for _, task := range w.At(worldStart).Tasks() {
		if task.Status == model.Running {
			running = append(running, task)
		}
	}
	if len(running) < 2 {
		t.Fatalf("%d tasks run at the start, want 2", len(running))
	}
	first, second := running[0].TaskID, running[1].TaskID
	nodeOf := func(task string) string { return w.At(worldStart).Progress(task).Nodes[0] }
	var ids []string // of started tasks
	for i, verbs := range [][]model.Verb{
		{
			model.PauseTask{TaskID: first}, model.DrainNode{NodeID: nodeOf(second), For: time.Minute},
			model.StartTask{Rounds: 500},
		},
		{model.ResumeTask{TaskID: first}, model.RemoveNode{NodeID: "#1"}, model.AddNode{IP: "192.168.3.17"}},
		{model.PauseTask{TaskID: first}, model.DrainNode{NodeID: "#7", For: time.Minute}},
		{model.FailNode{NodeID: nodeOf(first), For: time.Minute}, model.RecoverNode{NodeID: "#1"}, model.StartTask{Rounds: 500}},
		{model.ResumeTask{TaskID: first}},
	} {
		next, logged, err := w.WithAll(time.Duration(10*i+1)*time.Second, verbs)
		if err != nil {
			t.Fatal(err)
		}
		w = next
		for _, c := range logged {
			if started, ok := c.Verb.(model.StartTask); ok {
				ids = append(ids, started.TaskID)
			}
		}
	}
	for i, verb := range []model.Verb{
		model.CancelTask{TaskID: second}, model.FailTask{TaskID: ids[0]}, model.Diverge{TaskID: first},
		model.DeleteTask{TaskID: ids[1]},
	} {
		next, _, err := w.WithAll(time.Minute+time.Duration(25*i)*time.Second, []model.Verb{verb})
		if err != nil {
			t.Fatal(err)
		}
		w = next
	}
	return w.Events(worldStart, worldStart.Add(10*time.Minute))
}
