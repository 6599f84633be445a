package world

import (
	"time"

	"trainmock/stream/model"
)

var resumeTask = onTask(
	func(v *model.ResumeTask) *string { return &v.TaskID },
	paused,
	func(model.ResumeTask) order { return order{resumes: true} },
)

// resume goes on with a paused task at t: where the task was if its nodes are all there, else from the checkpoint.
func (pl *planner) resume(t time.Duration) time.Duration {
	last := pl.last()
	pl.dropOrders(t)
	for _, n := range last.gang {
		if _, away := pl.outages.at(n, t); away {
			pl.add(stage{from: t, status: model.Pending, gang: last.gang, position: last.position, best: last.best, reason: "resumed on request: node " + n.id + " is away"})
			return t
		}
	}
	s := stage{from: t, status: model.Running, gang: last.gang, position: last.position, best: last.best, reason: "resumed on request"}
	return pl.proceed(s, t)
}
