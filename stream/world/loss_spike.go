package world

import (
	"cmp"

	"trainmock/stream/model"
)

var lossSpike = onTask(
	func(v *model.LossSpike) *string { return &v.TaskID },
	running,
	func(v model.LossSpike) order { return order{spike: cmp.Or(v.Factor, usualSpike)} },
)

// addSpikes adds the loss spikes that commands ask for.
func (pl *planner) addSpikes() {
	for _, o := range pl.task.orders {
		if o.spike == 0 {
			continue
		}
		if m := pl.at(o.at); m.stage.status == model.Running {
			pl.spikes = append(pl.spikes, spike{step: m.place.step + 1, factor: o.spike, since: o.at})
		}
	}
}
