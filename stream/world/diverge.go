package world

import (
	"time"

	"trainmock/stream/model"
)

var diverge = onTask(
	func(v *model.Diverge) *string { return &v.TaskID },
	running,
	func(model.Diverge) order { return order{interrupt: (*planner).divergeAt} },
)

// divergeAt makes the loss of a running stage diverge from t on, unless it does already. It returns as proceed does.
func (pl *planner) divergeAt(s stage, t time.Duration) time.Duration {
	position, _ := s.positionAt(t)
	step := pl.course.at(position).step
	pl.obey(t)
	if d := pl.diverging(never); d == nil || step < d.step {
		pl.diverge(divergence{step: step, since: t}, min(pl.goal, pl.course.before(step+divergenceSteps)))
	}
	return pl.proceed(s, s.moving())
}
