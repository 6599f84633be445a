package load

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// questions returns all monitor routes at many instants.
func questions(tb testing.TB) []string {
	tb.Helper()
	demo, _ := scenario.Load("demo")
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	w, err := world.New(world.Options{Scenario: demo, Seed: 7, Start: begin})
	if err != nil {
		tb.Fatal(err)
	}
	var list []string
	for i := range 15 {
		at := begin.Add(time.Duration(i-3) * 97_654_321 * time.Microsecond)
		if i == 0 {
			at = begin.AddDate(-9, 0, 0)
		}
		paths := []string{
			"/monitor/ray/cluster/node", "/monitor/ray/cluster/status", "/monitor/training/task_123",
			"/monitor/training/my.own-run",
			"/monitor/ray/cluster/node/node_1234/metrics",
		}
		for _, task := range w.At(at).Tasks() {
			paths = append(paths, "/monitor/training/"+task.TaskID)
		}
		view := w.At(at)
		for _, node := range append(view.Task("task_123").Nodes, view.Nodes()[i%8].ID, view.Nodes()[(i+3)%8].ID) {
			paths = append(paths, "/monitor/ray/cluster/node/"+node+"/metrics")
		}
		for _, path := range paths {
			list = append(list, path+"?at="+url.QueryEscape(model.Stamp(at)))
		}
	}
	return list
}

// TestSameBytes: processes that share seed and start give the same answers, in whatever order they are asked.
func TestSameBytes(t *testing.T) {
	args := []string{"--seed", "7", "--start", "2026-01-01T00:00:00Z"}
	first, second := program.Start(t, app.Run, args...), program.Start(t, app.Run, args...)
	third := program.StartProcess(t, args...)
	client := program.NewClient(t)
	list := questions(t)
	want := make([][]byte, len(list))
	for i, question := range list {
		want[i] = program.Get(t, client, first.URL+question)
	}
	for name, other := range map[string]string{"backwards": second.URL, "in a process of its own": third.URL} {
		order := rand.Perm(len(list))
		if name == "backwards" {
			for i := range order {
				order[i] = len(list) - 1 - i
			}
		}
		for _, i := range order {
			if got := program.Get(t, client, other+list[i]); !bytes.Equal(got, want[i]) {
				t.Errorf("%s, %s\n got %s\nwant %s", name, list[i], got, want[i])
			}
		}
	}
	if status, _ := program.Try(t, client, third.URL+"/health"); status != http.StatusOK {
		t.Errorf("/health: %d, want 200", status)
	}
	third.End(t, os.Interrupt)
}
