package world

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// The errors for a command that names something unknown.
var (
	ErrNoTask = errors.New("Task not found")
	ErrNoNode = errors.New("Node not found")
)

// Refused is the error for a command that does not fit. Its text is meant for the client.
type Refused struct{ Reason error }

// Error returns the reason.
func (r *Refused) Error() string { return r.Reason.Error() }

// Unwrap returns the reason.
func (r *Refused) Unwrap() error { return r.Reason }

// nodeNamed resolves the name of a node: "#2" is the second in the cluster's order. Any other name is an id. It
// returns an empty id if there is no such node.
func (w *World) nodeNamed(id string) string {
	n, ok := number(id)
	if !ok {
		return id
	}
	if n < 1 || n > len(w.nodes) {
		return ""
	}
	return w.nodes[n-1].id
}

// taskNamed resolves the name of a task: "#2" is the task of the second slot at t. Any other name is an id. It returns
// an empty id if there is no such slot.
func (w *World) taskNamed(id string, t time.Duration) string {
	n, ok := number(id)
	if !ok {
		return id
	}
	if n < 1 || n > len(w.tasks.slots) {
		return ""
	}
	return w.tasks.ids.format(n-1, w.tasks.slots[n-1].runAt(t))
}

// NodeNamed returns the id of a node by its name: an id, or "#2" for the second in the cluster's order. It returns an
// empty id if there is no such node.
func (w *World) NodeNamed(name string) string { return w.nodeNamed(name) }

// TaskNamed returns the id of a task by its name: an id, or "#2" for the task of the second slot at an instant. It
// returns an empty id if there is no such slot.
func (w *World) TaskNamed(name string, at time.Time) string { return w.taskNamed(name, w.At(at).t) }

// number parses names such as "#2".
func number(id string) (n int, ok bool) {
	digits, ok := strings.CutPrefix(id, "#")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil
}
