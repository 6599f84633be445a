package world

import (
	"cmp"

	"trainmock/stream/model"
)

var failTask = onTask(
	func(v *model.FailTask) *string { return &v.TaskID },
	requireNotEnded,
	func(v model.FailTask) order {
		return order{ends: model.Failed, reason: cmp.Or(v.Reason, causeOnRequest)}
	},
)
