package rest_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/rest/service"
	"trainmock/stream/model"
)

// The shapes of the answers to the training console.
var (
	started = object{"task_id": taskID, "status": text("^started$"), "message": text(".")}
	removed = object{"status": text("^deleted$"), "message": text("^Task task_[0-9a-f]{8} deleted successfully$")}
	round   = object{
		"task_id": text("."), "current_round": count, "total_rounds": number{1, 1e4, true}, "loss": positive,
		"accuracy": share,
		"status":   text("^(running|completed|failed|paused|pending|cancelled)$"),
	}
	consoleNode = object{
		"ip": address, "cpu_usage": percent, "memory_usage": percent, "disk_usage": percent,
		"role":   text("^(model|worker|data) node$"),
		"status": text("^(alive|dead|idle)$"), "sent": positive, "received": positive, "heartbeat": millis,
	}
)

// pass moves the time on.
func (s *source) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// train starts a task and returns its id.
func (s *server) train(tb testing.TB, body string) string {
	tb.Helper()
	r := s.send(tb, http.MethodPost, "/train", body).expect(tb, http.StatusOK)
	checkShape(tb, "/train", r.value(tb), started)
	var answer service.Started
	r.into(tb, &answer)
	return answer.TaskID
}

// TestTaskRoutes follows a task from its start to its deletion over every task route: each has exactly the fields of
// the service, and keeps to the document.
func TestTaskRoutes(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	id := s.train(t, `{"parameters": {"num_rounds": 3, "num_clients": 2}}`)
	rounds := map[int64]bool{}
	for range 40 {
		progress := s.get(t, "/monitor/"+id).expect(t, http.StatusOK)
		c.check(t, progress)
		checkShape(t, "/monitor", progress.value(t), round)
		var now model.Round
		progress.into(t, &now)
		rounds[now.CurrentRound] = true
		if (now.CurrentRound == now.TotalRounds) != (now.Status == model.Completed) {
			t.Fatalf("got %s in round %d of %d, want completed in the last alone",
				now.Status, now.CurrentRound, now.TotalRounds)
		}
		clients := s.get(t, "/roundProgress/"+id).expect(t, http.StatusOK)
		c.check(t, clients)
		checkClients(t, clients, now)
		checkListed(t, s, c, id, string(now.Status))
		if now.Status == model.Completed {
			break
		}
		s.source.pass(time.Second)
	}
	if len(rounds) != 4 {
		t.Errorf("saw the rounds %v, want 0 to 3", rounds)
	}
	r := s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusOK)
	c.check(t, r)
	checkShape(t, "DELETE", r.value(t), removed)
	checkGone(t, s, c, id)
	checkListed(t, s, c, id, "deleted")
}

// checkClients fails the test unless there is one object with one key for each node, and none is ahead of the task.
func checkClients(t *testing.T, r response, task model.Round) {
	t.Helper()
	var list []map[string]int64
	r.into(t, &list)
	if len(list) != 2 {
		t.Fatalf("%s: got %s, want two nodes", task.Status, r.body)
	}
	for _, client := range list {
		for ip, round := range client {
			if address.fault(ip) != "" || round < 0 || round > task.CurrentRound || len(client) != 1 {
				t.Errorf("%s: got %s, want addresses and rounds of 0 to %d", task.Status, r.body, task.CurrentRound)
			}
		}
	}
}

// entries matches the tasks in the list of tasks, in its order.
var entries = regexp.MustCompile(`"task_[0-9a-f]{8}":"([a-z]+)"`)

// checkListed holds the status of a task in the list, and on its own route, to the one of another route.
func checkListed(t *testing.T, s *server, c contract, id, status string) {
	t.Helper()
	list := s.get(t, "/tasksList").expect(t, http.StatusOK)
	c.check(t, list)
	states := map[string]string{}
	list.into(t, &states)
	if states[id] != status {
		t.Errorf("list: got %q, want %q", states[id], status)
	}
	ran := true
	for _, entry := range entries.FindAllSubmatch(list.body, -1) {
		runs := string(entry[1]) == "running"
		if runs && !ran {
			t.Errorf("got %s, want the running ones first", list.body)
		}
		ran = runs
	}
	if status == "deleted" {
		return
	}
	alone := s.get(t, "/tasks/"+id).expect(t, http.StatusOK)
	c.check(t, alone)
	if got := strings.TrimSpace(string(alone.body)); got != `"`+status+`"` {
		t.Errorf("/tasks/%s: got %s, want %q", id, got, status)
	}
}

// checkGone fails the test unless a task is deleted for the console.
func checkGone(t *testing.T, s *server, c contract, id string) {
	t.Helper()
	for _, path := range []string{"/monitor/" + id, "/roundProgress/" + id} {
		r := s.get(t, path).expect(t, http.StatusNotFound)
		c.check(t, r)
		if got := r.detail(t); got != "Task not found" {
			t.Errorf("%s: got %q, want Task not found", path, got)
		}
	}
	s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusNotFound)
}

// TestDeletedWhileItRuns deletes a task that runs: it is cancelled on every route.
func TestDeletedWhileItRuns(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	id := s.train(t, `{}`)
	s.source.pass(10 * time.Second)
	s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusOK)
	checkGone(t, s, c, id)
	checkListed(t, s, c, id, "deleted")
	if got := strings.TrimSpace(string(s.get(t, "/tasks/"+id).body)); got != `"cancelled"` {
		t.Errorf("/tasks/%s: got %s, want cancelled", id, got)
	}
	s.source.pass(10 * time.Minute)
	if body := string(s.get(t, "/tasksList").body); strings.Contains(body, id) {
		t.Errorf("got %s after ten minutes, want a list without %s", body, id)
	}
}

// TestConsoleNodes compares the nodes in the words of the console with those of the cluster.
func TestConsoleNodes(t *testing.T) {
	for _, scenario := range []string{"demo", "chaos", "outage", "empty"} {
		s := newServer(t, rest.Options{Find: newSource(t, scenario, 3).find})
		c := newContract(t, s)
		for range 20 {
			r := s.get(t, "/monitorRayCluster/node").expect(t, http.StatusOK)
			c.check(t, r)
			checkShape(t, scenario, r.value(t), list{consoleNode, 8})
			var nodes []service.ConsoleNode
			r.into(t, &nodes)
			for i, n := range s.source.world.At(s.source.now).Nodes() {
				got := nodes[i].Status
				if (n.State == model.Alive) == (got == "dead") || n.TaskID != "" && got != "alive" {
					t.Errorf("%s: got %s for a node that is %s, want the word that fits", scenario, got, n.Status)
				}
			}
			s.source.pass(17 * time.Second)
		}
	}
}

// TestHasRunningTask asks before, while and after a task runs: the answer is a bare boolean.
func TestHasRunningTask(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "empty", 7).find})
	c := newContract(t, s)
	check := func(want string) {
		t.Helper()
		r := s.get(t, "/hasRunningTask").expect(t, http.StatusOK)
		c.check(t, r)
		if got := strings.TrimSpace(string(r.body)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check("false")
	s.train(t, `{"parameters": {"num_rounds": 1}}`)
	s.source.pass(3 * time.Second)
	check("true")
	s.source.pass(time.Minute)
	check("false")
}

// TestWordsThatAreNoTask asks for segments of other routes as if they were ids.
func TestWordsThatAreNoTask(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, word := range []string{"training", "ray"} {
		for _, end := range []string{"", "/", "?t=5"} {
			r := s.get(t, "/monitor/"+word+end).expect(t, http.StatusNotFound)
			if got := r.detail(t); got != "Not Found" {
				t.Errorf("/monitor/%s%s: got %q, want Not Found", word, end, got)
			}
		}
	}
}

// TestTasksStrict asks for derived tasks: with --strict they are not found; without it they answer, but cannot be
// deleted.
func TestTasksStrict(t *testing.T) {
	for _, strict := range []bool{true, false} {
		src := newSource(t, "demo", 7)
		src.strict = strict
		s := newServer(t, rest.Options{Find: src.find})
		c := newContract(t, s)
		status := map[bool]int{true: http.StatusNotFound, false: http.StatusOK}[strict]
		for _, id := range []string{"task_123", "training.1", "ray-1"} {
			for _, path := range []string{"/monitor/", "/roundProgress/", "/tasks/"} {
				c.check(t, s.get(t, path+id).expect(t, status))
			}
			c.check(t, s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusNotFound))
		}
		id := s.train(t, "{}")
		c.check(t, s.get(t, "/monitor/"+id).expect(t, http.StatusOK))
		c.check(t, s.send(t, http.MethodDelete, "/tasks/"+id, "").expect(t, http.StatusOK))
	}
}
