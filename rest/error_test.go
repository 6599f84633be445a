package rest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"trainmock/rest"
)

func TestBadAt(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ name, at, says string }{
		{"word", "yesterday-ish", `"yesterday-ish" is not an instant`},
		{"no such day", "2026-02-30T00:00:00Z", "is not an instant"},
		{"a year", "2026", "is not an instant"},
		{"Unix time long ago", "1000000000", "more than ten years from the start"},
		{"Unix microseconds", "1767225600000000", "is not an instant"},
		{"no duration from now", "now-5", "is not an instant"},
		{"no sign", "5m", "is not an instant"},
		{"too early", "2015-01-01T00:00:00Z", "more than ten years from the start, 2026-01-01T00:00:00.000000+00:00"},
		{"too late", "2036-01-02T00:00:00Z", "more than ten years from the start"},
		{"too far", "-3651d", "more than ten years from the start"},
		{"not text", "%FF%00", "is not an instant"},
		{"HTML", "%3Cscript%3E", "is not an instant"},
		{"long", strings.Repeat("9", 4096), "is not an instant"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, path := range monitorPaths {
				r := s.get(t, path+"?at="+tc.at).expect(t, http.StatusUnprocessableEntity)
				c.check(t, r)
				checkFault(t, r, tc.says)
			}
		})
	}
}

// checkFault holds an answer to the service's form of a 422.
func checkFault(t *testing.T, r response, says string) {
	t.Helper()
	fault := object{"loc": each(text("^(query|at)$")), "msg": text(""), "type": text(`^value_error\.datetime$`)}
	v := r.value(t)
	checkShape(t, r.Request.URL.Path, v, object{"detail": each(fault)})
	msg := v.(map[string]any)["detail"].([]any)[0].(map[string]any)["msg"].(string)
	if !strings.Contains(msg, says) || !strings.Contains(msg, "-5m") || len(msg) > 400 {
		t.Errorf("got %s, want something with %q and an example", msg, says)
	}
}

// TestEmptyID asks for empty ids, which nothing has.
func TestEmptyID(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for path, want := range map[string]string{
		"/monitor/training//history":          "Task not found",
		"/monitor/ray/cluster/node//metrics":  "Node not found",
		"/monitor/ray/cluster/node//metrics/": "Node not found",
	} {
		r := s.get(t, path).expect(t, http.StatusNotFound)
		c.checkError(t, r)
		if got := r.detail(t); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestNotFound(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, path := range []string{
		"/nope", "/monitor", "/monitor/", "/monitor/training", "/monitor/training/",
		"/monitor/ray/cluster/node/node_1234",
		"/monitor/ray/cluster/nodes", "/monitor/training/a/b", "/docs/nope.js", "/health/x", "/openapi.yaml", "//",
		"/%2F", "/<script>",
	} {
		r := s.get(t, path).expect(t, http.StatusNotFound)
		c.checkError(t, r)
		if got := r.detail(t); got != "Not Found" {
			t.Errorf("%s: got %q, want Not Found", path, got)
		}
	}
}

func TestMethodNotAllowed(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, path := range append(monitorPaths, "/health", "/health/", "/docs", "/redoc", "/openapi.json") {
		for _, method := range []string{
			http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, "PROPFIND",
		} {
			r := s.do(t, method, path, nil).expect(t, http.StatusMethodNotAllowed)
			c.checkError(t, r)
			if detail := r.detail(t); detail != "Method Not Allowed" {
				t.Errorf("%s %s: got %q, want Method Not Allowed", method, path, detail)
			}
			if allow := strings.Join(r.Header.Values("Allow"), ", "); allow != "GET, HEAD" {
				t.Errorf("%s %s: got Allow %q, want GET, HEAD", method, path, allow)
			}
		}
	}
}

// TestAllow uses methods that a path does not have: the refusal lists those it has.
func TestAllow(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, tc := range []struct{ method, path, allow string }{
		{http.MethodGet, "/train", "POST"},
		{http.MethodDelete, "/train/", "POST"},
		{http.MethodGet, "/cluster/stop", "POST"},
		{http.MethodPost, "/tasks/task_123", "GET, HEAD, DELETE"},
		{http.MethodPost, "/monitor/task_123", "GET, HEAD"},
		{http.MethodPost, "/tasks/team%2Frun/", "GET, HEAD, DELETE"},
		{http.MethodPut, "/cluster/available-nodes", "GET, HEAD"},
	} {
		r := s.do(t, tc.method, tc.path, nil).expect(t, http.StatusMethodNotAllowed)
		if allow := strings.Join(r.Header.Values("Allow"), ", "); allow != tc.allow {
			t.Errorf("%s %s: got Allow %q, want %q", tc.method, tc.path, allow, tc.allow)
		}
	}
}

func TestStrict(t *testing.T) {
	s := newServer(t, rest.Options{Find: newStrict(t).find})
	c := newContract(t, s)
	for _, tc := range []struct{ path, detail string }{
		{"/monitor/training/task_123", "Task not found"},
		{"/monitor/training/task_00000000", "Task not found"},
		{"/monitor/training/task_123?at=-5m", "Task not found"},
		{"/monitor/ray/cluster/node/node_1234/metrics", "Node not found"},
		{"/monitor/ray/cluster/node/task_123/metrics/", "Node not found"},
	} {
		r := s.get(t, tc.path).expect(t, http.StatusNotFound)
		c.check(t, r)
		if detail := r.detail(t); detail != tc.detail {
			t.Errorf("%s: got %q, want %q", tc.path, detail, tc.detail)
		}
	}
	view := s.source.world.At(s.source.now)
	for _, task := range view.Tasks() {
		c.check(t, s.get(t, "/monitor/training/"+task.TaskID).expect(t, http.StatusOK))
	}
	for _, node := range view.Nodes() {
		c.check(t, s.get(t, "/monitor/ray/cluster/node/"+node.ID+"/metrics").expect(t, http.StatusOK))
	}
}

// TestStrangeIDs asks for texts that cannot be ids: the answer is a 404 in the service's shape.
func TestStrangeIDs(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, id := range []string{
		"%00", "%0A", "%FF%FE", "a%7F", "a%E2%80%AEb", "%E2%80%8B", "..", ".", "%2e", "%2E%2e",
		strings.Repeat("a", 129),
		strings.Repeat("%E4%BB%BB", 43), strings.Repeat("9", 4096),
	} {
		for _, path := range []string{"/monitor/training/" + id, "/monitor/ray/cluster/node/" + id + "/metrics"} {
			r := s.get(t, path).expect(t, http.StatusNotFound)
			c.checkError(t, r)
			if detail := r.detail(t); detail != "Task not found" && detail != "Node not found" {
				t.Errorf("%s: got %q, want Task or Node not found", path, detail)
			}
		}
	}
}

// TestValidIDs asks for unusual ids, with a slash at the end of the path and without: each answers with its own id.
func TestValidIDs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for escaped, id := range map[string]string{
		"-": "-", "_": "_", "0": "0", "task_": "task_", "node_": "node_", "task%5F123": "task_123",
		"A.b-C_9":              "A.b-C_9",
		"team%2Fproject%2Frun": "team/project/run", "team%2f": "team/", "%2F": "/", "%2F%2F": "//",
		"host:9400":   "host:9400",
		"host%3A9400": "host:9400", "任务": "任务", "%E4%BB%BB%E5%8A%A1": "任务",
		"%E4%BB%BB%2F%E5%8A%A1": "任/务",
		"a%20b":                 "a b", "a+b": "a+b", "a,b": "a,b", "a%2520b": "a%20b", "a%252Fb%2Fc": "a%2Fb/c",
		"%25": "%", "%231": "#1",
		"task_123%3F": "task_123?", "..%2F..%2Fetc%2Fpasswd": "../../etc/passwd",
		"%3Cscript%3E": "<script>", "{task_id}": "{task_id}",
		"*": "*", "'--": "'--", "%F0%9F%98%80": "😀", strings.Repeat("z", 128): strings.Repeat("z", 128),
	} {
		for path, name := range map[string]string{
			"/monitor/training/" + escaped: "task_id", "/monitor/training/" + escaped + "/history": "task_id",
			"/monitor/ray/cluster/node/" + escaped + "/metrics":         "id",
			"/monitor/ray/cluster/node/" + escaped + "/metrics/history": "id",
		} {
			for _, end := range []string{"", "/", "?from=-1m&step=1m", "/?from=-1m"} {
				o := s.get(t, path+end).expect(t, http.StatusOK).value(t).(map[string]any)
				if o[name] != id {
					t.Errorf("%s%s: got %v, want %s", path, end, o[name], id)
				}
			}
		}
	}
}

// TestNodesOfUnusualIDs asks for the nodes of tasks with unusual ids: each works on its task.
func TestNodesOfUnusualIDs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, id := range []string{"team/project/run", "任务", "host:9400"} {
		task := s.get(t, "/monitor/training/"+url.PathEscape(id)).expect(t, http.StatusOK).value(t).(map[string]any)
		for _, node := range task["nodes_involved"].([]any) {
			path := "/monitor/ray/cluster/node/" + node.(string) + "/metrics"
			if o := s.get(t, path).expect(t, http.StatusOK).value(t).(map[string]any); o["task_id"] != id {
				t.Errorf("%s: got the task %v, want %s", path, o["task_id"], id)
			}
		}
	}
}

// TestNumberIsNoName deletes a task by an id that means the first task in a scenario file: here it means none.
func TestNumberIsNoName(t *testing.T) {
	s := newServer(t, rest.Options{})
	r := s.do(t, http.MethodDelete, "/tasks/%231", nil).expect(t, http.StatusNotFound)
	if detail := r.detail(t); detail != "Task not found" || len(s.source.log) > 0 {
		t.Errorf("got %q and %d commands, want Task not found and none", detail, len(s.source.log))
	}
}

// TestHugeHeader sends more than the routes accept: it is refused in the service's shape, and the server goes on.
func TestHugeHeader(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct {
		name   string
		header http.Header
		path   string
	}{
		{"one field", http.Header{"X-Big": {strings.Repeat("x", 1<<20)}}, "/health"},
		{"many fields", http.Header{"X-Big": strings.Split(strings.Repeat("xxxxxxxxx,", 10_000), ",")}, "/health"},
		{"the address", nil, "/health?q=" + strings.Repeat("x", 1<<20)},
		{"an id", nil, "/monitor/training/" + strings.Repeat("x", 1<<17)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := s.do(t, http.MethodGet, tc.path, tc.header).expect(t, http.StatusRequestHeaderFieldsTooLarge)
			c.checkError(t, r)
			r.detail(t)
			s.get(t, "/health").expect(t, http.StatusOK)
		})
	}
}
