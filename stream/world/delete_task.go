package world

import (
	"time"

	"trainmock/stream/model"
)

var deleteTask = verb{key: cancelForDeletion.key, resolve: cancelForDeletion.resolve, apply: (*World).deleteTask}

var cancelForDeletion = onTask(
	func(v *model.DeleteTask) *string { return &v.TaskID },
	func(model.Status) string { return "" },
	func(model.DeleteTask) order { return order{ends: model.Cancelled, reason: "deleted on request"} },
)

// deleteTask ends a task, if it has not ended, and records that it is deleted.
func (w *World) deleteTask(c model.Command) bool {
	w.deletions = w.deletions.with(c.Verb.(model.DeleteTask).TaskID, c.At)
	return cancelForDeletion.apply(w, c)
}

// Deleted reports whether a task was deleted at or before t, a time since the start.
func (w *World) Deleted(id string, t time.Duration) bool {
	at, ok := w.deletions.at(id)
	return ok && at <= t
}
