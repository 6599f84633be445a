package world

import (
	"time"
)

// Phase says what a node does for its task.
type Phase uint8

// The phases. A node without a task rests. A stalled one waits for a node that no longer answers, and a holding one for
// its task to be resumed.
const (
	Resting    = Phase(resting)
	Starting   = Phase(starting)
	Training   = Phase(training)
	Evaluating = Phase(evaluating)
	Saving     = Phase(saving)
	Stalled    = Phase(stalled)
	Holding    = Phase(holding)
	// Phases is the number of phases.
	Phases = Phase(holding) + 1
)

// Spent is how nodes spent a span of time: one entry for each node in the cluster's order, and what became of the
// tasks. Spans that follow each other can be added, exactly.
type Spent struct {
	Nodes []NodeSpent
	// Completed, Failed and Cancelled count the tasks that ended so, and Workers the worker processes of all of them: one
	// for each GPU, or one on a node without GPUs.
	Completed, Failed, Cancelled, Workers int64
}

// NodeSpent is how a node spent a span of time.
type NodeSpent struct {
	// Present is the time in which it was in contact, and Phases how much of it fell to each phase.
	Present time.Duration
	Phases  [Phases]time.Duration
	// sent and received are the bytes on the network for tasks.
	sent, received int64
	// capped is the time of training under the power limit, and load the other time of training times the power of the
	// tasks.
	capped, load time.Duration
	// Losses counts the losses of the node, and Loss is the last of them, nil if there was none.
	Losses int64
	Loss   *Loss
	// Memory counts the errors of the memory of the GPU that fails first, as the log tells of them.
	Memory MemoryErrors
}

// Loss is a loss of a node: the instant of its last contact, and the cause in words.
type Loss struct {
	At    time.Time
	Cause string
}

// Plus returns how the nodes spent a span and the one behind it. Nodes may have joined since.
func (s Spent) Plus(next Spent) Spent {
	sum := Spent{
		Nodes: append([]NodeSpent{}, next.Nodes...), Completed: s.Completed + next.Completed,
		Failed: s.Failed + next.Failed, Cancelled: s.Cancelled + next.Cancelled, Workers: s.Workers + next.Workers,
	}
	for i, before := range s.Nodes {
		sum.Nodes[i] = before.Plus(next.Nodes[i])
	}
	return sum
}

// Plus returns how the node spent a span and the one behind it.
func (s NodeSpent) Plus(next NodeSpent) NodeSpent {
	s.Present += next.Present
	for i, d := range next.Phases {
		s.Phases[i] += d
	}
	s.sent, s.received = s.sent+next.sent, s.received+next.received
	s.capped, s.load = s.capped+next.capped, s.load+next.load
	s.Losses += next.Losses
	s.Memory = s.Memory.Plus(next.Memory)
	if next.Loss != nil {
		s.Loss = next.Loss
	}
	return s
}

// Traffic returns the bytes that the node sent and received, those of the system included. They only grow with the
// times.
func (s NodeSpent) Traffic() (out, in int64) {
	sent, received := hostLevels[resting].traffic()
	idle := float64(s.Phases[Resting]) * bytesPerNS
	return s.sent + int64(sent*idle), s.received + int64(received*idle)
}
