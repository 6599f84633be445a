package world

import (
	"time"

	"trainmock/stream/model"
)

// schedule is the order of work in a task that nothing interrupts: training, evaluations and checkpoints. A position
// in it is the time from the first step to there.
type schedule struct {
	epochs, steps, checkpointEvery int64
	step, evaluation, checkpoint   time.Duration
}

// Tasks of one job save at different speeds, because they share the file system with others: leastSave and mostSave
// bound the time over that of the job. The files of one task are complete after leastWrite to 1 of its time.
const (
	leastSave  = 0.8
	mostSave   = 1.2
	leastWrite = 0.8
)

// phase says what a task does at one instant.
type phase uint8

const (
	// resting: there is no task, or it waits.
	resting phase = iota
	starting
	training
	evaluating
	saving
	// stalled: the gang waits for a node that no longer answers.
	stalled
	// holding: the task is paused and keeps its nodes.
	holding
)

// point is the state of the work at a position.
type point struct {
	// step is the number of optimizer steps done. work is the training time that they took, without evaluations and
	// checkpoints.
	step int64
	work time.Duration
	// evaluations is the number of evaluations done.
	evaluations int64
	phase       phase
}

// newSchedule returns the schedule of a job's task. Its steps take pace times as long as the job's.
func newSchedule(job *model.Job, epochs int64, pace float64) schedule {
	return schedule{
		epochs: epochs, steps: job.Steps, checkpointEvery: max(job.CheckpointEvery, 1),
		step:       time.Duration(float64(job.StepTime) * pace).Truncate(time.Microsecond),
		evaluation: job.Evaluation, checkpoint: job.Checkpoint,
	}
}

// epoch returns the time of an epoch with its evaluation.
func (s schedule) epoch() time.Duration { return time.Duration(s.steps)*s.step + s.evaluation }

// checkpointPeriod returns the time from the end of one checkpoint to the end of the next.
func (s schedule) checkpointPeriod() time.Duration {
	return time.Duration(s.checkpointEvery)*s.epoch() + s.checkpoint
}

// length returns the position at which all work is done.
func (s schedule) length() time.Duration {
	return time.Duration(s.epochs/s.checkpointEvery)*s.checkpointPeriod() +
		time.Duration(s.epochs%s.checkpointEvery)*s.epoch()
}

// lastCheckpoint returns the position after the newest checkpoint that is complete at a position, or 0.
func (s schedule) lastCheckpoint(position time.Duration) time.Duration {
	return position / s.checkpointPeriod() * s.checkpointPeriod()
}

// epochEnd returns the position at which the steps of the n-th epoch are done. n counts from 1.
func (s schedule) epochEnd(n int64) time.Duration {
	before := n - 1
	return time.Duration(before/s.checkpointEvery)*s.checkpointPeriod() +
		time.Duration(before%s.checkpointEvery)*s.epoch() + time.Duration(s.steps)*s.step
}

// before returns the position at which a number of steps is done and the next step begins.
func (s schedule) before(steps int64) time.Duration {
	epochs, rest := steps/s.steps, steps%s.steps
	return time.Duration(epochs/s.checkpointEvery)*s.checkpointPeriod() +
		time.Duration(epochs%s.checkpointEvery)*s.epoch() + time.Duration(rest)*s.step
}

// at returns the state of the work at a position.
func (s schedule) at(position time.Duration) point {
	rounds, rest := int64(position/s.checkpointPeriod()), position%s.checkpointPeriod()
	epochs, rest := int64(rest/s.epoch()), rest%s.epoch()
	done := rounds*s.checkpointEvery + epochs
	proper := time.Duration(s.steps) * s.step
	switch {
	case epochs == s.checkpointEvery:
		return point{step: done * s.steps, work: time.Duration(done) * proper, evaluations: done, phase: saving}
	case rest >= proper:
		return point{
			step: (done + 1) * s.steps, work: time.Duration(done+1) * proper, evaluations: done, phase: evaluating,
		}
	default:
		return point{
			step: done*s.steps + int64(rest/s.step), work: time.Duration(done)*proper + rest,
			evaluations: done, phase: training,
		}
	}
}

// progress returns the share of the training that is done, in [0, 1].
func (s schedule) progress(work time.Duration) float64 {
	return float64(work) / float64(time.Duration(s.epochs*s.steps)*s.step)
}

// currentEpoch returns the number of epochs done.
func (s schedule) currentEpoch(work time.Duration) int64 {
	return int64(work / (time.Duration(s.steps) * s.step))
}
