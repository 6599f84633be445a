package world

import (
	"time"

	"trainmock/stream/model"
)

var slowNode = onNode(
	func(v *model.SlowNode) *string { return &v.NodeID },
	func(w *World, n *node, at time.Duration, v model.SlowNode) {
		w.slowdowns = w.slowdowns.with(n, slowdown{from: at, factor: v.Factor})
	},
)
