package world

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// What a command may name and is not there.
var (
	ErrNoTask = errors.New("Task not found")
	ErrNoNode = errors.New("Node not found")
)

// Refused says why a command does not fit. It is what a client may be told.
type Refused struct{ Reason error }

// Error returns the reason.
func (r *Refused) Error() string { return r.Reason.Error() }

// Unwrap returns the reason.
func (r *Refused) Unwrap() error { return r.Reason }

// nodeNamed returns the id of a node: "#2" is that of the second.
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

// taskNamed returns the id of a task: "#2" is that of the one that the second slot has at t.
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

// number reads "#2".
func number(id string) (n int, ok bool) {
	digits, ok := strings.CutPrefix(id, "#")
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil
}
