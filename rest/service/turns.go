package service

import (
	"context"
	"fmt"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// The memory in bytes that parts of an answer take while it is made and sent, a little more than measured with
// histories of 10,000 points and clusters of 1,000 nodes.
const (
	bytesPerItem  = 1 << 10
	bytesPerPoint = 1 << 10
	bytesPerGPU   = 128
	bytesPerID    = 48
)

// turnForNodes waits for a turn to make an answer that lists all nodes.
func (m moment) turnForNodes(ctx context.Context) error {
	nodes, _ := m.world.Size()
	return turn.Take(ctx, int64(nodes)*bytesPerItem)
}

// turnForTasks waits for a turn to make an answer that lists all tasks.
func (m moment) turnForTasks(ctx context.Context) error {
	_, tasks := m.world.Size()
	return turn.Take(ctx, int64(tasks)*bytesPerItem)
}

// turnForTask waits for a turn to make an answer that lists the nodes of a task. Those of a task of the world are some
// of the cluster, and those of a derived one few: where all of them need no turn, the task is not planned to count its.
func (m moment) turnForTask(ctx context.Context, id string) error {
	if nodes, _ := m.world.Size(); int64(nodes)*bytesPerID <= turn.Free {
		return nil
	}
	return turn.Take(ctx, int64(m.world.Apart().TaskNodes(id))*bytesPerID)
}

// turnForHistory waits for a turn to make a history with so many bytes for each point, which then pauses for the ticks.
// It refuses a history that is too large for any turn.
func turnForHistory(ctx context.Context, s *model.Span, perPoint int64) error {
	points := int64(s.Points())
	if points*perPoint > turn.Most {
		const message = "%d points of %d KiB each are too many: use a step of %s or more, or a shorter span"
		return refuse.Invalid("step", "number.not_ge",
			fmt.Sprintf(message, points, perPoint>>10, leastStep(s.To.Sub(s.From), turn.Most/perPoint)))
	}
	s.Pause = func() { turn.Pause(ctx) }
	return turn.Take(ctx, points*perPoint)
}
