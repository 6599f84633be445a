package world

import (
	"time"

	"trainmock/stream/model"
)

// incident is one loss of a node. Its instants are in order: the last contact, the change to UNKNOWN, the change to
// DEAD, the return. A node that returns before a change does not see it.
type incident struct {
	lost, unknown, dead, back time.Duration
	cause                     string
	// recovered is set when a command brings the node back, removed when one took it away without a silence before.
	recovered, removed bool
}

// state returns the node's state at t, for an incident that has begun.
func (i incident) state(t time.Duration) model.NodeState {
	switch {
	case t >= i.back || t < i.unknown:
		return model.Alive
	case t < i.dead:
		return model.Unknown
	default:
		return model.Dead
	}
}

// causeOnRequest is the cause of incidents that somebody asked for.
const causeOnRequest = "failed on request"

// causeRemoved is the cause of incidents that took a node out of the cluster.
const causeRemoved = "removed from the cluster"
