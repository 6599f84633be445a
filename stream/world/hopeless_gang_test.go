package world_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
)

// TestHopelessGang checks that a task for more nodes than are ever there at once fails, instead of being planned
// without end, and that commands that come meanwhile do not change that.
func TestHopelessGang(t *testing.T) {
	w := newWorld(t, "large", 7)
	var all []model.Verb
	for i := range 3000 {
		all = append(all, model.AddNode{IP: fmt.Sprintf("10.1.%d.%d", i>>8, i&0xff)})
	}
	w, _, err := w.WithAll(time.Second, all)
	if err != nil {
		t.Fatal(err)
	}
	w, started, err := w.WithAll(2*time.Second, []model.Verb{model.StartTask{Clients: 3000}})
	if err != nil {
		t.Fatal(err)
	}
	task := started[0].Verb.(model.StartTask)
	w = with(t, w, model.Command{At: time.Minute, Verb: model.FailNode{NodeID: task.Nodes[0], For: time.Minute}})
	if status := w.At(after(40 * time.Second)).Task(task.TaskID).Status; status != model.Pending {
		t.Errorf("after seconds the task is %s, want pending", status)
	}
	if status := w.At(after(24 * time.Hour)).Task(task.TaskID).Status; status != model.Failed {
		t.Errorf("after a day the task is %s, want failed", status)
	}
	h := w.TaskHistory(task.TaskID, model.Span{From: after(0), To: after(24 * time.Hour), Step: time.Hour})
	events, err := json.Marshal(h.Events)
	if err != nil || !strings.Contains(string(events), "gave up: 3000 nodes are rarely available at the same time") {
		t.Errorf("got %.2000s, %v; want the reason", events[max(0, len(events)-2000):], err)
	}
}
