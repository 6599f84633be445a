package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"trainmock/rest"
)

func TestBadAt(t *testing.T) {
	s := newServer(t, rest.Options{})
	c := newContract(t, s)
	for _, tc := range []struct{ name, at, says string }{
		{"word", "yesterday-ish", `"yesterday-ish" is not an instant`},
		{"no zone", "2026-01-01T00:00:00", "is not an instant"},
		{"no such day", "2026-02-30T00:00:00Z", "is not an instant"},
		{"Unix time", "1767225600", "is not an instant"},
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
		"..%2F..%2Fetc%2Fpasswd", "%2F", "%2e%2e%2fx", "a%2Fb", "%00", "%0A", "%FF%FE", "%F0%9F%98%80", "任务", "%20",
		"a%20b", "task_123%3F",
		"%3Cscript%3Ealert(1)%3C%2Fscript%3E", "<script>", "'--", "%25", "{task_id}", "*", strings.Repeat("a", 65),
		strings.Repeat("9", 4096),
	} {
		for _, path := range []string{"/monitor/training/" + id, "/monitor/ray/cluster/node/" + id + "/metrics"} {
			r := s.get(t, path).expect(t, http.StatusNotFound)
			c.checkError(t, r)
			if detail := r.detail(t); !strings.HasSuffix(strings.ToLower(detail), "not found") {
				t.Errorf("%s: got %q, want not found", path, detail)
			}
		}
	}
}

// TestValidIDs asks for unusual ids: dots and dashes are like letters.
func TestValidIDs(t *testing.T) {
	s := newServer(t, rest.Options{})
	for _, id := range []string{
		"..", ".", "-", "_", "0", "task_", "node_", "task%5F123", "A.b-C_9", strings.Repeat("z", 64),
	} {
		s.get(t, "/monitor/training/"+id).expect(t, http.StatusOK)
		s.get(t, "/monitor/ray/cluster/node/"+id+"/metrics").expect(t, http.StatusOK)
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
