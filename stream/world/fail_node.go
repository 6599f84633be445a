package world

import (
	"time"

	"trainmock/stream/model"
)

var failNode = onNode(
	func(v *model.FailNode) *string { return &v.NodeID },
	func(w *World, n *node, at time.Duration, v model.FailNode) {
		w.outages = w.outages.fail(n, at, v.For)
	},
)
