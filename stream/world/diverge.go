package world

import (
	"time"

	"trainmock/stream/model"
)

var diverge = onTask(
	func(v *model.Diverge) *string { return &v.TaskID },
	requireRunning,
	func(model.Diverge) order { return order{interrupt: (*planner).divergeAt} },
)

// divergeAt lets the loss of a running stage diverge from t on, unless it already does. It returns as proceed does.
func (pl *planner) divergeAt(s stage, t time.Duration) time.Duration {
	position, _ := s.positionAt(t)
	step := pl.schedule.at(position).step
	pl.markCarriedOut(t)
	if d := pl.diverging(never); d == nil || step < d.step {
		pl.diverge(divergence{step: step, since: t}, min(pl.goal, pl.schedule.before(step+divergenceSteps)))
	}
	return pl.proceed(s, t)
}
