package app

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// TestStrangeIDs: whatever stands where an id belongs, the answer is JSON: of an entity, or that there is none.
func TestStrangeIDs(t *testing.T) {
	p := program.Start(t, Run)
	for _, id := range []string{
		"%2E%2E", "%2F", "a%2Fb", "%00", "%0A", "%FF%FE", "%F0%9F%98%80", "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
		"training", "ray", "%25",
		"{task_id}", "*", "'--", strings.Repeat("x", 4<<10), "..%2F..%2Fetc%2Fpasswd",
	} {
		for _, route := range []string{
			"GET /monitor/%s", "GET /roundProgress/%s", "GET /tasks/%s", "DELETE /tasks/%s",
			"GET /api/edgeai/nodes/ws/%s", "GET /api/edgeai/training/ws/%s", "GET /api/p2pai/training/ws/%s",
		} {
			method, path, _ := strings.Cut(fmt.Sprintf(route, id), " ")
			switch status, answer := p.Send(t, method, path, ""); status {
			case http.StatusOK, http.StatusNotFound, http.StatusUpgradeRequired:
			default:
				t.Errorf("%s %.100s: %d %s, want 200, 404 or 426", method, path, status, answer)
			}
		}
	}
}

// TestTaskFlags holds the task routes to the flags.
func TestTaskFlags(t *testing.T) {
	exclusive := program.Start(t, Run, "--scenario", "empty", "--exclusive", "--strict")
	id := exclusive.Train(t, `{}`)
	if status, answer := exclusive.Send(t, http.MethodPost, "/train", `{}`); status != http.StatusConflict {
		t.Errorf("--exclusive: %d %s, want 409", status, answer)
	}
	for path, status := range map[string]int{
		"/monitor/" + id: 200, "/tasks/" + id: 200, "/monitor/task_1": 404, "/tasks/task_1": 404,
		"/roundProgress/task_1":       404,
		"/api/edgeai/nodes/ws/node_1": 404, "/api/edgeai/training/ws/7": 404, "/api/p2pai/training/ws/7": 404,
		"/api/p2pai/training/ws/" + id: 426,
	} {
		if got, answer := exclusive.Send(t, http.MethodGet, path, ""); got != status {
			t.Errorf("--strict: %s: %d %s, want %d", path, got, answer, status)
		}
	}
	wrong := program.Start(t, Run, "--error-rate", "1")
	for path, status := range map[string]int{"/tasksList": 422, "/hasRunningTask": 422, "/monitor/task_1": 422,
		"/monitor/training/task_1": 200, "/health": 200} {
		if got, answer := wrong.Send(t, http.MethodGet, path, ""); got != status {
			t.Errorf("--error-rate: %s: %d %s, want %d", path, got, answer, status)
		}
	}
}
