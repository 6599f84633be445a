package refuse

import "net/http"

// TaskNotFound returns the refusal of an id that no task has or can have.
func TaskNotFound() *Refusal { return New(http.StatusNotFound, "Task not found") }

// NodeNotFound returns the refusal of an id that no node has or can have.
func NodeNotFound() *Refusal { return New(http.StatusNotFound, "Node not found") }
