package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// The runs of a job whose tasks fill a share of their time (model.Job.Occupancy) have different lengths. blockRuns of
// them take as many periods together, so that the run at any instant is found without a search from the start.
const blockRuns = 8

const (
	// spanSpread sets the shape of the lengths: 1/(spanSpread + u) with uniform u has a coefficient of variation of 0.7.
	spanSpread = 0.12
	// failedSpan and cancelledSpan are the lengths of tasks that do not complete over those of the others, about: the
	// mean failed task takes a quarter of the mean GPU time in AcmeTrace.
	failedSpan    = 0.2
	cancelledSpan = 0.7
	// roomyShare is the share of a period, above what one epoch needs, that even the shortest run has.
	roomyShare = 0.05
)

// boundaries are the instants at which the runs of a block begin, and the one at which the next block does, all since
// the beginning of the block.
type boundaries [blockRuns + 1]time.Duration

// spans holds what the lengths of a slot's runs follow from: the slot's key and its job.
type spans struct {
	key chance.Key
	job *model.Job
}

// boundaries draws the lengths of the runs in a block.
func (s spans) boundaries(block int64) boundaries {
	var weights [blockRuns]float64
	sum := 0.0
	for i := range weights {
		weights[i] = s.weight(block*blockRuns + int64(i))
		sum += weights[i]
	}
	if block == 0 && s.job.Lead > 0 { // Its task is still running at the start.
		sum -= weights[0]
		weights[0] = max(weights[0], sum/(blockRuns-1))
		sum += weights[0]
	}
	least := s.leastRun()
	period := float64(s.job.Period)
	var b boundaries
	at := 0.0
	for i, w := range weights {
		at += float64(period * (least + float64(blockRuns*(1-least)*w/sum)))
		b[i+1] = time.Duration(at).Truncate(time.Microsecond)
	}
	b[blockRuns] = blockRuns * s.job.Period
	return b
}

// weight draws the length of a run relative to others.
func (s spans) weight(run int64) float64 {
	k := runKey(s.key, run)
	w := 1 / (spanSpread + float64(k.Of(aboutSpan).Unit()))
	switch drawOutcome(k, s.job) {
	case model.Failed:
		return failedSpan * w
	case model.Cancelled:
		return cancelledSpan * w
	default:
		return w
	}
}

// leastRun returns the length of the shortest run over the period: enough for one epoch and its checkpoint.
func (s spans) leastRun() float64 {
	one := newSchedule(s.job, 1, 1)
	need := float64(one.epoch()+one.checkpoint)/s.job.Occupancy + float64(s.job.Startup+s.job.Queue)
	return min(1, roomyShare+float64(need/float64(s.job.Period)))
}

// runKey returns the key of the task of a slot's run.
func runKey(slot chance.Key, run int64) chance.Key { return slot.Of(aboutTask, uint64(run)) }
