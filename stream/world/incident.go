package world

import (
	"math"
	"time"
)

// never is an instant that no question reaches.
const never = time.Duration(math.MaxInt64)

// incident is one loss of a node. Its instants are in order: the last contact, the change to UNKNOWN, the change to
// DEAD, the return.
type incident struct {
	lost, unknown, dead, back time.Duration
	cause                     string
}

// state is the node's state at t, for an incident that has begun.
func (i incident) state(t time.Duration) NodeState {
	switch {
	case t >= i.back || t < i.unknown:
		return Alive
	case t < i.dead:
		return Unknown
	default:
		return Dead
	}
}
