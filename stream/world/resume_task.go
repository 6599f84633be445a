package world

import (
	"time"

	"trainmock/stream/model"
)

var resumeTask = onTask(
	func(v *model.ResumeTask) *string { return &v.TaskID },
	requirePaused,
	func(model.ResumeTask) order { return order{resumes: true} },
)

// resume continues a paused task at t. If a node of the gang is away, the task becomes pending and later resumes from
// its checkpoint. It returns as proceed does.
func (pl *planner) resume(t time.Duration) time.Duration {
	last := pl.last()
	pl.markCarriedOut(t)
	s := stage{
		from: t, status: model.Running, gang: last.gang, position: last.position, best: last.best,
		reason: "resumed on request",
	}
	for _, n := range last.gang {
		if _, away := pl.outages.at(n, t); away {
			s.status, s.reason = model.Pending, "resumed on request: node "+n.id+" is away"
			pl.add(s)
			return t
		}
	}
	return pl.begin(s, t)
}
