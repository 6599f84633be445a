package world

import (
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
)

// draw decides the length of the task, and how and where in its schedule it ends if nothing interrupts it.
func (pl *planner) draw(stragglers model.Stragglers) {
	pl.stragglerFactor, pl.straggler = pl.drawStraggler(stragglers)
	pace := pl.stragglerFactor
	if pl.job.Occupancy == 0 {
		pace *= pl.key.Of(aboutPace).Between(0.92, 1.08)
	}
	pl.outcome = drawOutcome(pl.key, pl.job)
	cut := 1.0
	if pl.outcome != model.Completed {
		cut = pl.key.Of(aboutCut).Between(0.1, 0.95)
	}
	pl.schedule = newSchedule(pl.job, pl.drawEpochs(pace, cut), pace)
	if pl.effort.wait > 1 {
		pl.starve(pace)
	}
	pl.checkpoint = scale(pl.checkpoint, pl.key.Of(aboutSave).Between(leastSave, mostSave)).Truncate(time.Microsecond)
	pl.fit = newFit(pl.key, pl.job, pl.epochs*pl.steps)
	if pl.size > 0 {
		pl.links = newLinks(pl.job, pl.task.pool[0].group, pl.schedule)
	}
	pl.goal = pl.length()
	if cut < 1 {
		pl.goal = time.Duration(cut * float64(pl.length()))
	}
	pl.explain()
	pl.drawn = drawSpikes(pl.plan)
}

// starve gives a task that waits for data fewer epochs, at least one, that together take about as long as those of the
// others.
func (pl *planner) starve(pace float64) {
	left := max(1, math.Round(float64(pl.epochs)/pl.effort.wait))
	wait := float64(pl.epochs) / left
	pl.effort.feed(1 / wait)
	every := int64(math.Round(float64(pl.checkpointEvery) / wait))
	pl.schedule = newSchedule(pl.job, int64(left), pace*wait)
	pl.checkpointEvery = max(1, every)
	pl.evaluation = scale(pl.evaluation, wait).Truncate(time.Microsecond)
}

// drawStraggler draws the index of the slowest node in the gang, and the factor by which it holds up the task. Without
// a straggler the factor is at most 1.06 (90th percentile of published traces).
func (pl *planner) drawStraggler(s model.Stragglers) (factor float64, slowest int) {
	k := pl.key.Of(aboutStraggler)
	slowest = k.Of(1).Below(max(pl.size, 1))
	switch {
	case s.Share == 0:
		return 1, slowest
	case k.Unit() < s.Share:
		return k.Of(2).Between(s.FactorMin, s.FactorMax), slowest
	default:
		return k.Of(2).Between(1, 1.06), slowest
	}
}

// drawEpochs returns the number of epochs: the job's, or as many as fill the task's share of its span up to its end.
func (pl *planner) drawEpochs(pace, cut float64) int64 {
	job := pl.job
	if job.Occupancy == 0 {
		return job.Epochs
	}
	room := float64(pl.task.span) * job.Occupancy * pl.key.Of(aboutSize).Between(0.92, 1.02)
	one := newSchedule(job, 1, pace)
	each := float64(one.checkpointPeriod()) / float64(one.checkpointEvery)
	return max(1, int64(math.Round(room/each/cut)))
}

// explain sets the reason for the end of the task. If the loss diverges, it sets where.
func (pl *planner) explain() {
	switch pl.outcome {
	case model.Completed:
		pl.reason = pl.completion()
	case model.Cancelled:
		pl.reason = "cancelled by its owner"
	case model.Failed:
		if pl.key.Of(aboutDivergence).Unit() < pl.job.Diverged {
			step := pl.schedule.at(pl.goal).step
			pl.diverge(divergence{step: max(0, step-divergenceSteps), since: always}, pl.goal)
			return
		}
		gpus := pl.size > 0 && pl.task.pool[0].group.GPUs > 0
		f := drawFailure(pl.key.Of(aboutReason), pl.job.Kind, gpus)
		pl.reason, pl.lack, pl.lackAt = f.reason, f.lack, pl.goal
	}
}

// completion says what a task has done that is complete. A language model is trained for a number of steps.
func (pl *planner) completion() string {
	if pl.job.Kind == model.LanguageModel {
		return "all " + count(pl.epochs*pl.steps) + " steps done"
	}
	return "all " + count(pl.epochs) + " " + epochWord(pl.job.Kind, pl.epochs) + " done"
}

// diverge lets the loss diverge and the task fail at a position.
func (pl *planner) diverge(d divergence, goal time.Duration) {
	pl.goal, pl.outcome, pl.divergences = goal, model.Failed, append(slices.Clip(pl.divergences), d)
	pl.reason = "loss diverged: no longer finite at step " + count(pl.schedule.at(goal).step)
}
