package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// quick is a second of the world in a fiftieth of one.
var quick = []string{"--tick", "20ms", "--speed", "50"}

// TestTwoMinutesOfDemo follows 120 ticks of a second over both transports at once.
func TestTwoMinutesOfDemo(t *testing.T) {
	p := program.Start(t, Run, append(quick, "--seed", "7")...)
	type result struct {
		transport string
		messages  []program.Message
		err       error
	}
	results := make(chan result)
	for transport, f := range p.OpenBoth(t, "") {
		go func() {
			messages, err := program.ReadTicks(f, 120)
			results <- result{transport, messages, err}
		}()
	}
	seen := map[string]map[string][]byte{}
	for range 2 {
		r := <-results
		if r.err != nil {
			t.Fatalf("%s: %v", r.transport, r.err)
		}
		t.Run(r.transport, func(t *testing.T) {
			checkIDs(t, r.messages)
			checkProgress(t, r.messages)
			checkLife(t, r.messages)
		})
		seen[r.transport] = map[string][]byte{}
		for _, m := range r.messages[2:] {
			seen[r.transport][m.ID] = m.Raw
		}
	}
	checkSame(t, seen["SSE"], seen["WebSocket"])
}

// checkIDs fails the test unless a stream begins with hello and snapshot and goes on without a hole.
func checkIDs(t *testing.T, messages []program.Message) {
	t.Helper()
	if messages[0].Type != "hello" || messages[0].ID != "" || messages[1].Type != "snapshot" {
		t.Fatalf("begins with %s and %s, want hello and snapshot", messages[0].Type, messages[1].Type)
	}
	program.CheckSequence(t, messages[1], messages[2:])
}

// checkProgress fails the test when the progress or the epoch of a task falls.
func checkProgress(t *testing.T, messages []program.Message) {
	t.Helper()
	type task struct {
		ID       string  `json:"task_id"`
		Progress float64 `json:"progress"`
		Epoch    int64   `json:"current_epoch"`
	}
	best := map[string]task{}
	for _, m := range messages {
		var now task
		if m.Type != "training_progress" {
			continue
		}
		if err := json.Unmarshal(m.Payload, &now); err != nil {
			t.Fatal(err)
		}
		if before := best[now.ID]; now.Progress < before.Progress || now.Epoch < before.Epoch || now.Progress > 1 {
			t.Errorf("%s: task %s at %v in epoch %d, want at least %v and %d", m.ID, now.ID,
				now.Progress, now.Epoch, before.Progress, before.Epoch)
		}
		best[now.ID] = now
	}
	if len(best) < 3 {
		t.Errorf("%d tasks, want at least 3", len(best))
	}
}

// checkLife fails the test unless something changes within two minutes.
func checkLife(t *testing.T, messages []program.Message) {
	t.Helper()
	count := map[string]int{}
	for _, m := range messages {
		count[m.Type]++
	}
	if count["task_update"]+count["node_state"] == 0 || count["system_log"] == 0 {
		t.Errorf("events by type are %v, want changes and logs among them", count)
	}
	if count["cluster_status"] != 120 || count["node_update"] != 8*120 {
		t.Errorf("events by type are %v, want 120 ticks of 8 nodes", count)
	}
}

// checkSame fails the test unless both transports carried the same bytes in the ticks that they share. One of them
// begins later, but both last as long.
func checkSame(t *testing.T, a, b map[string][]byte) {
	t.Helper()
	both := 0
	for id, raw := range a {
		if other, ok := b[id]; ok {
			both++
			if !bytes.Equal(raw, other) {
				t.Errorf("%s over SSE is\n%s\nwant that of WebSocket\n%s", id, raw, other)
			}
		}
	}
	if both < 10 {
		t.Errorf("%d of %d and %d events are the same, want a tick of them at least", both, len(a), len(b))
	}
}

// TestRESTAgrees: of every periodic event, REST says the same when asked about the event's time.
func TestRESTAgrees(t *testing.T) {
	for _, tc := range []struct {
		name string
		args []string
	}{
		{"a second a tick", append(quick, "--seed", "7")},
		{"speed 1", []string{"--tick", "20ms", "--scenario", "chaos", "--seed", "11"}},
		{"an odd speed, another start", []string{
			"--tick", "23ms", "--speed", "33.3", "--seed", "3", "--start", "2026-01-01T08:00:00.123456+08:00",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := program.Start(t, Run, tc.args...)
			messages, err := program.ReadTicks(p.OpenBoth(t, "")["SSE"], 20)
			if err != nil {
				t.Fatal(err)
			}
			count := map[string]int{}
			for _, m := range messages {
				path := ""
				payload := program.Decode(t, m.Payload)
				switch m.Type {
				case "node_update":
					path = "/monitor/ray/cluster/node/" + fmt.Sprint(payload["id"]) + "/metrics"
				case "training_progress":
					path = "/monitor/training/" + fmt.Sprint(payload["task_id"])
					delete(payload, "metrics")
				default:
					continue
				}
				count[m.Type]++
				told := program.Decode(t, p.Get(t, path+"?at="+url.QueryEscape(m.Time)))
				if !reflect.DeepEqual(payload, told) {
					t.Errorf("%s is\n%v\nwant what REST says\n%v", m.ID, payload, told)
				}
			}
			if count["node_update"] != 20*8 || count["training_progress"] < 20 {
				t.Errorf("events by type are %v, want 20 ticks of 8 nodes and of a task", count)
			}
		})
	}
}

// idsOf returns the node and task ids of a fresh run.
func idsOf(t *testing.T, args ...string) []string {
	t.Helper()
	p := program.Start(t, Run, append(args, "--tick", "20ms")...)
	messages, err := program.ReadTicks(p.OpenBoth(t, "")["SSE"], 0)
	if err != nil {
		t.Fatal(err)
	}
	var snapshot struct {
		Nodes []struct{ ID string }
		Tasks []struct {
			TaskID string `json:"task_id"`
		}
	}
	if err := json.Unmarshal(messages[1].Payload, &snapshot); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, node := range snapshot.Nodes {
		ids[node.ID] = true
	}
	for _, task := range snapshot.Tasks {
		ids[task.TaskID] = true
	}
	if len(ids) != 8+3 {
		t.Errorf("%d ids, want those of 8 nodes and 3 tasks: %v", len(ids), ids)
	}
	return slices.Sorted(maps.Keys(ids))
}

func TestSeed(t *testing.T) {
	seven, again, other, another := idsOf(t, "--seed", "7"), idsOf(t, "--seed", "7"), idsOf(t), idsOf(t)
	if !slices.Equal(seven, again) {
		t.Errorf("--seed 7 a second time: got %v, want %v", again, seven)
	}
	if slices.Equal(seven, other) || slices.Equal(other, another) {
		t.Errorf("without --seed: got %v and %v, want other ids each time", other, another)
	}
}
