package world

import (
	"time"

	"trainmock/stream/model"
)

// schedule is a task's way from its first step to its last, as if nothing ever interrupted it. A position is the time
// along that way: it passes through training, evaluations and checkpoints in turn.
type schedule struct {
	epochs, steps, checkpointEvery int64
	step, evaluation, checkpoint   time.Duration
}

// phase is what a task does at one moment.
type phase uint8

const (
	// resting: no task, or one that waits.
	resting phase = iota
	starting
	training
	evaluating
	saving
	// stalled: the gang waits for a node that no longer answers.
	stalled
	// holding: a paused task keeps its nodes.
	holding
)

// place is where along its schedule a task is.
type point struct {
	// step counts the optimizer steps done, work is the time of training proper behind them.
	step int64
	work time.Duration
	// evaluations that are over.
	evaluations int64
	phase       phase
}

// newSchedule is the schedule of a job's task whose steps take pace times as long as the job's.
func newSchedule(job *model.Job, epochs int64, pace float64) schedule {
	return schedule{
		epochs: epochs, steps: job.Steps, checkpointEvery: max(job.CheckpointEvery, 1),
		step:       time.Duration(float64(job.StepTime) * pace).Truncate(time.Microsecond),
		evaluation: job.Evaluation, checkpoint: job.Checkpoint,
	}
}

// epoch returns the time of one epoch with its evaluation, round that of all epochs up to a checkpoint, with that.
func (c schedule) epoch() time.Duration { return time.Duration(c.steps)*c.step + c.evaluation }
func (c schedule) checkpointPeriod() time.Duration {
	return time.Duration(c.checkpointEvery)*c.epoch() + c.checkpoint
}

// length returns the position at which everything is done.
func (c schedule) length() time.Duration {
	return time.Duration(c.epochs/c.checkpointEvery)*c.checkpointPeriod() + time.Duration(c.epochs%c.checkpointEvery)*c.epoch()
}

// lastCheckpoint returns the position behind the newest checkpoint that was complete at the given one.
func (c schedule) lastCheckpoint(position time.Duration) time.Duration {
	return position / c.checkpointPeriod() * c.checkpointPeriod()
}

// epochEnd returns the position at which the steps of the n-th epoch, counted from 1, are done.
func (c schedule) epochEnd(n int64) time.Duration {
	before := n - 1
	return time.Duration(before/c.checkpointEvery)*c.checkpointPeriod() +
		time.Duration(before%c.checkpointEvery)*c.epoch() + time.Duration(c.steps)*c.step
}

// before returns the position at which so many steps are done and the next begins.
func (c schedule) before(steps int64) time.Duration {
	epochs, rest := steps/c.steps, steps%c.steps
	return time.Duration(epochs/c.checkpointEvery)*c.checkpointPeriod() +
		time.Duration(epochs%c.checkpointEvery)*c.epoch() + time.Duration(rest)*c.step
}

// at returns the place at a position.
func (c schedule) at(position time.Duration) point {
	rounds, rest := int64(position/c.checkpointPeriod()), position%c.checkpointPeriod()
	epochs, rest := int64(rest/c.epoch()), rest%c.epoch()
	done := rounds*c.checkpointEvery + epochs
	proper := time.Duration(c.steps) * c.step
	switch {
	case epochs == c.checkpointEvery:
		return point{step: done * c.steps, work: time.Duration(done) * proper, evaluations: done, phase: saving}
	case rest >= proper:
		return point{step: (done + 1) * c.steps, work: time.Duration(done+1) * proper, evaluations: done, phase: evaluating}
	default:
		return point{
			step: done*c.steps + int64(rest/c.step), work: time.Duration(done)*proper + rest,
			evaluations: done, phase: training,
		}
	}
}

// progress returns the share of the training that is done, in [0, 1].
func (c schedule) progress(work time.Duration) float64 {
	return float64(work) / float64(time.Duration(c.epochs*c.steps)*c.step)
}

// currentEpoch counts the epochs that are done.
func (c schedule) currentEpoch(work time.Duration) int64 {
	return int64(work / (time.Duration(c.steps) * c.step))
}
