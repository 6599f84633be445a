package world

import (
	"time"

	"trainmock/stream/model"
)

var drainNode = onNode(
	func(v *model.DrainNode) *string { return &v.NodeID },
	func(w *World, n *node, at time.Duration, v model.DrainNode) { w.drains = w.drains.begin(n, at, v.For) },
)
