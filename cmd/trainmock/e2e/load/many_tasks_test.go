package load

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

var trainCount = flag.Int("train.count", 300, "how many tasks TestManyTasks starts and deletes")

// TestManyTasks starts tasks and deletes them while streams run. In the end all routes agree about them, and no
// goroutine is left.
func TestManyTasks(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "50ms")
	p.Train(t, `{}`)
	before := footprint()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	const streams = 4
	ended := make(chan error, streams)
	cancelled := make(chan map[string]bool, streams)
	opened := make([]program.Feed, streams)
	for i := range opened {
		f, err := program.OpenWebSocket(ctx, p.URL+"/stream/ws?topics=tasks,cluster")
		if err != nil {
			t.Fatal(err)
		}
		// Behind hello it gets every tick.
		if m, err := f.Next(); err != nil || m.Type != "hello" {
			t.Fatalf("a stream begins with %q (%v), want hello", m.Type, err)
		}
		opened[i] = f
		go func() { cancelled <- collectCancelled(f, *trainCount, ended) }()
	}
	begun := time.Now()
	var ids []string
	for range *trainCount {
		ids = append(ids, p.Train(t, `{"parameters": {"num_rounds": 5, "num_clients": 1}}`))
		if len(ids)%2 == 0 {
			remove(t, p, ids[len(ids)/2-1])
		}
	}
	for _, id := range ids[len(ids)/2:] {
		remove(t, p, id)
	}
	t.Logf("%d tasks in %s", len(ids), time.Since(begun))
	listed := program.Decode(t, p.Get(t, "/tasksList"))
	for _, id := range ids {
		task := program.Decode(t, p.Get(t, "/monitor/training/"+id))
		if listed[id] != "deleted" || task["status"] != "cancelled" {
			t.Fatalf("%s is listed as %v, and is %v, want deleted and cancelled", id, listed[id], task["status"])
		}
	}
	for range streams {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		if got := <-cancelled; len(got) != len(ids) {
			t.Errorf("a stream told of %d cancelled tasks, want %d", len(got), len(ids))
		}
	}
	cancel()
	p.AwaitGoroutines(t, before.goroutines)
}

// collectCancelled reads a stream until it has told of so many cancelled tasks.
func collectCancelled(f program.Feed, count int, ended chan<- error) map[string]bool {
	got := map[string]bool{}
	for len(got) < count {
		m, err := f.Next()
		if err != nil {
			ended <- err
			return got
		}
		var u model.TaskUpdate
		if m.Type == "task_update" && json.Unmarshal(m.Payload, &u) == nil && u.Status == model.Cancelled {
			got[u.ID] = true
		}
	}
	ended <- nil
	return got
}

// remove deletes a task.
func remove(tb testing.TB, p *program.Program, id string) {
	tb.Helper()
	if status, answer := p.Send(tb, http.MethodDelete, "/tasks/"+id, ""); status != http.StatusOK {
		tb.Fatalf("DELETE /tasks/%s: %d %s, want 200", id, status, answer)
	}
}
