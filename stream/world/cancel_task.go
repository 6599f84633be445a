package world

import "trainmock/stream/model"

var cancelTask = onTask(
	func(v *model.CancelTask) *string { return &v.TaskID },
	requireNotEnded,
	func(model.CancelTask) order { return order{ends: model.Cancelled, reason: "cancelled on request"} },
)
