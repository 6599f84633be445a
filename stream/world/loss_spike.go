package world

import (
	"cmp"

	"trainmock/stream/model"
)

var lossSpike = onTask(
	func(v *model.LossSpike) *string { return &v.TaskID },
	requireRunning,
	func(v model.LossSpike) order { return order{spike: cmp.Or(v.Factor, usualSpike)} },
)
