package world

import (
	"time"

	"trainmock/stream/model"
)

// incident is one loss of a node. Its instants are in order: the last contact, the change to UNKNOWN, the change to
// DEAD, the return. A change that would come after the return does not happen.
type incident struct {
	lost, unknown, dead, back time.Duration
	cause                     string
	// drawn is the cause that chance has drawn, or nil. It says what announced the loss.
	drawn *cause
	// recovered is set if a command brought the node back. removed is set if a command took the node away without a
	// silence before.
	recovered, removed bool
}

// state returns the node's state at t, which is not before the last contact.
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

// fatal reports whether the loss ends the tasks on the node: it is marked DEAD, or comes back from a repair. The
// processes on a node that answers again before that, because a command brings it back, go on.
func (i incident) fatal() bool { return i.dead < i.back || i.unknown < i.back && !i.recovered }

// tasksEnd returns when a fatal loss ends the tasks on the node. Until then the other nodes hang in a collective
// operation: Ray ends the processes of a node that is DEAD, which comes long before the time-out of NCCL (10 minutes).
func (i incident) tasksEnd() time.Duration { return min(i.dead, i.back) }

// causeOnRequest is the cause of incidents from fail_node commands.
const causeOnRequest = "failed on request"

// causeRemoved is the cause of incidents from remove_node commands.
const causeRemoved = "removed from the cluster"
