package world

import (
	"time"

	"trainmock/stream/model"
)

// relocation returns the order that moves a running stage off a drained node. The move is at the first checkpoint
// after the drain begins, if a spare is available then and the node is still drained. It must come before until.
func (pl *planner) relocation(s stage, until time.Duration) (order, bool) {
	first, found := order{at: until}, false
	if len(pl.task.pool) == pl.size {
		return first, found // There is no spare.
	}
	for _, n := range s.gang {
		for _, d := range pl.drains.after(n, s.from) {
			if d.from >= first.at {
				break
			}
			position, _ := s.positionAt(max(d.from, s.from))
			checkpoint := pl.lastCheckpoint(position) + pl.checkpointPeriod()
			at := s.instant(checkpoint)
			if checkpoint < pl.goal && at < min(first.at, d.to) && pl.hasFullGang(at) {
				first, found = pl.orderToLeave(n, checkpoint, at), true
				break
			}
		}
	}
	return first, found
}

// hasFullGang reports whether the pool has nodes for the whole gang at t.
func (pl *planner) hasFullGang(t time.Duration) bool {
	gang, _ := pl.available(t)
	return len(gang) == pl.size
}

// orderToLeave returns the order to leave n after a checkpoint, which is complete at the instant at.
func (pl *planner) orderToLeave(n *node, checkpoint, at time.Duration) order {
	return order{at: at, interrupt: func(pl *planner, s stage, at time.Duration) time.Duration {
		s.stopping = min(s.stopping, at)
		pl.add(s)
		pl.add(stage{
			from: at, status: model.Pending, gang: s.gang, position: checkpoint, best: pl.at(at).best,
			reason: "node " + n.id + " is drained",
		})
		return at + reschedule
	}}
}

// reschedule is how long a task is pending while it moves.
const reschedule = time.Second
