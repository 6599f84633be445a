package stream_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
)

// TestUnusualIDs checks that a filter may name any id, in the query and in a message, and that the answer is the
// entity that REST has.
func TestUnusualIDs(t *testing.T) {
	s := newServer(t, nil)
	for _, tc := range []struct {
		query string
		tasks []string
	}{
		{"task_id=team%2Fproject%2Frun", []string{"team/project/run"}},
		{"task_id=host:9400", []string{"host:9400"}},
		{"task_id=任务", []string{"任务"}},
		{"task_id=a,b,c", []string{"a", "b", "c"}},
		{"task_id=a,b%2Fc", []string{"a,b/c"}},
		{"task_id=a,%20b", []string{"a, b"}},
		{"task_id=a&task_id=b%20c", []string{"a", "b c"}},
		{"task_id=team%2Frun,team%2Fother", []string{"team/run,team/other"}},
		{"task_id=team%2Frun&task_id=team%2Fother,", []string{"team/other,", "team/run"}},
		{"task_id=" + strings.Repeat("z", 128), []string{strings.Repeat("z", 128)}},
	} {
		for _, transport := range []string{"ws", "sse"} {
			r := s.subscribe(t, transport, tc.query)
			snapshot := payload[model.Snapshot](t, until(t, r, "snapshot"))
			if got := tasksOf(snapshot); !slices.Equal(got, tc.tasks) {
				t.Errorf("%s over %s: got %q, want %q", tc.query, transport, got, tc.tasks)
			}
			world, _ := s.hub.Now()
			for _, task := range snapshot.Tasks {
				if want := world.At(world.Start()).Task(task.TaskID).Nodes; !slices.Equal(task.Nodes, want) {
					t.Errorf("%s: got the nodes %q, want %q as from REST", task.TaskID, task.Nodes, want)
				}
			}
			p := payload[model.TaskStatus](t, until(t, r, "training_progress"))
			if !slices.Contains(tc.tasks, p.TaskID) {
				t.Errorf("%s: got progress of %q, want one of %q", tc.query, p.TaskID, tc.tasks)
			}
			r.close()
		}
	}
}

// tasksOf returns the sorted ids of a snapshot's tasks.
func tasksOf(s model.Snapshot) []string {
	var ids []string
	for _, task := range s.Tasks {
		ids = append(ids, task.TaskID)
	}
	slices.Sort(ids)
	return ids
}

// TestUnusualIDsInMessages checks the same for subscribe, with a text and with a list.
func TestUnusualIDsInMessages(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=cluster&snapshot=false")
	for _, tc := range []struct {
		value any
		tasks []string
	}{
		{"team/project/run", []string{"team/project/run"}},
		{[]string{"任务", "host:9400"}, []string{"host:9400", "任务"}},
		{"a,b", []string{"a", "b"}},
		{[]string{"a,b c"}, []string{"a,b c"}},
	} {
		text, err := json.Marshal(map[string]any{"type": "subscribe", "task_id": tc.value})
		if err != nil {
			t.Fatal(err)
		}
		r.send(t, string(text))
		if got := tasksOf(payload[model.Snapshot](t, until(t, r, "snapshot"))); !slices.Equal(got, tc.tasks) {
			t.Errorf("%s: got %q, want %q", text, got, tc.tasks)
		}
	}
}

// TestFiltersThatReadAlike subscribes with one id that holds a blank and with two ids: neither gets the other's
// events.
func TestFiltersThatReadAlike(t *testing.T) {
	s := newServer(t, nil)
	one, two := s.dial(t, "task_id=a%20b"), s.dial(t, "task_id=a&task_id=b")
	for r, want := range map[wsReader][]string{one: {"a b"}, two: {"a", "b"}} {
		if got := tasksOf(payload[model.Snapshot](t, until(t, r, "snapshot"))); !slices.Equal(got, want) {
			t.Errorf("got a snapshot of %q, want %q", got, want)
		}
		for range 20 {
			if p := payload[model.TaskStatus](t, until(t, r, "training_progress")); !slices.Contains(want, p.TaskID) {
				t.Errorf("got progress of %q, want %q", p.TaskID, want)
			}
		}
	}
}

// TestBadIDs checks that an id that none can be is refused in the words of REST, in the query and in a message.
func TestBadIDs(t *testing.T) {
	s := newServer(t, nil)
	r := s.dial(t, "topics=cluster")
	for _, id := range []string{
		".", "..", "a\nb", "\x00", "a\u202eb", strings.Repeat("z", 129), strings.Repeat("任", 43),
	} {
		for parameter, says := range map[string]string{"task_id": "Task not found", "node_id": "Node not found"} {
			for _, path := range []string{"/stream/sse?", "/stream/ws?"} {
				status, body := get(t, s.URL+path+url.Values{parameter: {id}}.Encode())
				want := `{"detail":"` + says + `"}`
				if status != http.StatusNotFound || strings.TrimSpace(body) != want {
					t.Errorf("%s%s=%q: got %d %s, want 404 %s", path, parameter, id, status, body, want)
				}
			}
			text, err := json.Marshal(map[string]any{"type": "subscribe", parameter: []string{"task_123", id}})
			if err != nil {
				t.Fatal(err)
			}
			if err := r.WriteMessage(websocket.TextMessage, text); err != nil {
				t.Fatal(err)
			}
			if p := payload[model.Problem](t, until(t, r, "error")); p.Code != "bad_filter" || p.Message != says {
				t.Errorf("%s: got %+v, want bad_filter with %s", text, p, says)
			}
		}
	}
}
