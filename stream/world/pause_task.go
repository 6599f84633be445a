package world

import (
	"time"

	"trainmock/stream/model"
)

var pauseTask = onTask(
	func(v *model.PauseTask) *string { return &v.TaskID },
	requireRunning,
	func(model.PauseTask) order { return order{pauses: true, interrupt: (*planner).pause} },
)

// pause suspends the task from t on until an order resumes or ends it. The gang stays reserved. It returns as proceed
// does.
func (pl *planner) pause(s stage, t time.Duration) time.Duration {
	s.stopping = min(s.stopping, t)
	pl.add(s)
	m := pl.at(t)
	pl.add(stage{
		from: t, status: model.Paused, gang: s.gang, position: m.position, best: m.best, reason: "paused on request",
	})
	pl.markCarriedOut(t)
	for _, o := range pl.task.orders.toStages.from(pl.carriedOut) {
		switch {
		case o.ends != "":
			pl.finish(o.at, o.ends, o.reason)
			return never
		case o.resumes:
			if pl.limit != never {
				pl.limit += o.at - t
			}
			return pl.resume(o.at)
		}
	}
	return never
}
