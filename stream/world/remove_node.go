package world

import (
	"time"

	"trainmock/stream/model"
)

var removeNode = onNode(
	func(v *model.RemoveNode) *string { return &v.NodeID },
	func(w *World, n *node, at time.Duration, _ model.RemoveNode) {
		w.outages = w.outages.remove(n, at)
	},
)
