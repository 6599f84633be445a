package world

import (
	"time"

	"trainmock/stream/model"
)

var recoverNode = onNode(
	func(v *model.RecoverNode) *string { return &v.NodeID },
	func(w *World, n *node, at time.Duration, _ model.RecoverNode) {
		w.outages = w.outages.recover(n, at)
		w.drains = w.drains.end(n, at)
		w.slowdowns = w.slowdowns.with(n, slowdown{from: at, factor: 1})
	},
)
