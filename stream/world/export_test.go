package world

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"trainmock/stream/model"
)

// Sample exposes the internals of one world to the realism tests.
type Sample struct{ *World }

// Plan exposes a task's plan.
type Plan struct{ *plan }

// Plans returns the plans of at most a number of tasks of a kind, from the start on.
func (s Sample) Plans(kind model.Kind, most int) []Plan {
	var plans []Plan
	for run := int64(0); len(plans) < most; run++ {
		before := len(plans)
		for _, slot := range s.tasks.slots {
			if (kind == "" || slot.job.Kind == kind) && len(plans) < most {
				plans = append(plans, Plan{slot.plan(&s.conditions, run)})
			}
		}
		if len(plans) == before {
			return nil
		}
	}
	return plans
}

// Tokens returns the number of tokens in a step.
func (p Plan) Tokens() float64 { return float64(p.job.Batch * p.job.Nodes * p.job.SampleTokens()) }

// Steps returns the number of steps of the task.
func (p Plan) Steps() int64 { return p.epochs * p.steps }

// EpochSteps returns the number of steps of an epoch.
func (p Plan) EpochSteps() int64 { return p.steps }

// Epochs returns the number of epochs.
func (p Plan) Epochs() int64 { return p.epochs }

// SpikeSteps returns the steps at which spikes begin.
func (p Plan) SpikeSteps() []int64 {
	var steps []int64
	for _, s := range p.drawn {
		steps = append(steps, s.step)
	}
	return steps
}

// RunTime returns the wall time during which the task ran.
func (p Plan) RunTime() time.Duration {
	total := time.Duration(0)
	for i, s := range p.stages.from(0) {
		if s.status == model.Running {
			total += p.end(i) - s.from
		}
	}
	return total
}

// ID returns the id of the task, and Job its job.
func (p Plan) ID() string { return p.id }

// Job returns the job of the task.
func (p Plan) Job() *model.Job { return p.job }

// Submitted returns when the task is submitted.
func (p Plan) Submitted() time.Duration { return p.submitted }

// Ended returns an instant at which the task has just ended.
func (p Plan) Ended() time.Duration { return p.ended + time.Microsecond }

// Undisturbed returns the longest span in which the task runs without an interruption. Steps are made in all of it.
func (p Plan) Undisturbed() (from, to time.Duration) {
	for _, s := range p.stages.from(0) {
		if s.status == model.Running && s.stopping-s.firstStep() > to-from {
			from, to = s.firstStep(), s.stopping
		}
	}
	return from, to
}

// Training returns a span without evaluations and checkpoints that has a number of steps at full pace, if there is one.
func (p Plan) Training(steps int64) (from, to time.Duration, ok bool) {
	if p.steps < steps {
		return 0, 0, false
	}
	for _, s := range p.stages.from(0) {
		for epoch := int64(0); s.status == model.Running && epoch < p.epochs; epoch++ {
			begin, end := p.before(epoch*p.steps), p.before(epoch*p.steps+steps)-p.step
			l, whole := s.segments.at(0), s.segments.len() == 1
			if whole && l.rate == 1 && begin >= s.position && s.instant(end) < s.stopping {
				return s.instant(begin), s.instant(end), true
			}
		}
	}
	return 0, 0, false
}

// During returns an instant at which a number of steps is the newest, the last time that it is.
func (p Plan) During(step int64) time.Duration {
	for i := p.stages.len() - 1; i >= 0; i-- {
		s := p.stages.at(i)
		if s.status != model.Running || p.before(step) < s.position {
			continue
		}
		// One slow step in a block lets the others be ahead of their mean pace by up to 1.2 steps.
		for position := max(s.position, p.before(step)-p.step*5/4); ; position += p.step / 4 {
			t := s.instant(position)
			if m := p.at(t); m.point.step >= step || t >= s.stopping {
				return t + time.Microsecond // Views are at whole microseconds.
			}
		}
	}
	return p.submitted
}

// Evaluated returns when the evaluation after an epoch is done, and whether the task comes so far.
func (p Plan) Evaluated(epoch int64) (at time.Duration, ok bool) {
	position := p.epochEnd(epoch) + p.evaluation
	for _, s := range p.stages.from(0) {
		if s.status != model.Running || position <= s.position {
			continue
		}
		if at = s.instant(position) + 2*time.Microsecond; at <= s.stopping {
			return at, true
		}
	}
	return 0, false
}

// SaveSeconds returns how long the checkpoint after an epoch takes, as the log says it.
func (p Plan) SaveSeconds(epoch int64) float64 {
	text := p.checkpointMessage(epoch)
	var took float64
	_, err := fmt.Sscanf(text[strings.LastIndex(text, " in "):], " in %f s", &took)
	if err != nil {
		return math.NaN()
	}
	return took
}

// Freed returns the first node of the task's last gang, and when the task left it.
func (p Plan) Freed() (node string, at time.Duration) {
	return p.stages.at(p.stages.len() - 1).gang[0].id, p.ended
}

// LastGang returns the ids of the nodes of the task's last gang.
func (p Plan) LastGang() []string { return ids(p.stages.at(p.stages.len() - 1).gang) }

// Reason returns why the task ended, as its log says it.
func (p Plan) Reason() string { return p.stages.at(p.stages.len() - 1).reason }

// Outcome returns the task's last status.
func (p Plan) Outcome() model.Status { return p.stages.at(p.stages.len() - 1).status }

// Physics are factors on what GPUs and curves are like. A factor of 0 leaves nothing.
type Physics struct {
	// Power is on the draw, Own and Shared on the noise of each GPU alone and of all together, Wander on that of
	// utilization, and Lag on the time constant of coolers.
	Power, Own, Shared, Wander, Lag float64
	// Scatter, Jumps and Together are on the noise of the gradient norm, its outliers, and its part in the loss's noise.
	Scatter, Jumps, Together float64
	// Gap is on the difference of validation and training loss, Estimate on the error of the remaining time, and
	// Throughput on the samples per second.
	Gap, Estimate, Throughput float64
}

// UsualPhysics returns factors that change nothing.
func UsualPhysics() Physics {
	return Physics{
		Power: 1, Own: 1, Shared: 1, Wander: 1, Lag: 1, Scatter: 1, Jumps: 1, Together: 1, Gap: 1, Estimate: 1, Throughput: 1,
	}
}

// SetPhysics changes a world before anybody asks it.
func (w *World) SetPhysics(p Physics) {
	w.physics = &physics{
		power: p.Power, own: p.Own, shared: p.Shared, wander: p.Wander, lag: p.Lag,
		scatter: p.Scatter, jumps: p.Jumps, together: p.Together, gap: p.Gap, estimate: p.Estimate,
		throughput: p.Throughput,
	}
}

// GPUSample is one reading of a GPU.
type GPUSample struct {
	model.GPUMetrics
	// Phase is idle, context or busy.
	Phase string
}

// GPUSamples reads all GPUs of a model, on nodes that are not away, at a number of instants an odd time apart.
func (s Sample) GPUSamples(model string, instants int) []GPUSample {
	var list []GPUSample
	for i := range instants {
		t := time.Duration(i) * 79_193 * time.Second
		for _, n := range s.nodes {
			if n.group.GPU != model {
				continue
			}
			if _, away := s.outages.at(n, t); away {
				continue
			}
			a := s.activity(n, t)
			for _, g := range s.gpus(n, a, t) {
				list = append(list, GPUSample{GPUMetrics: g, Phase: phaseName(a)})
			}
		}
	}
	return list
}

func phaseName(a activity) string {
	switch {
	case a.task == nil:
		return "idle"
	case a.phase == training:
		return "busy"
	case a.phase == saving || a.phase == starting || a.phase == holding:
		return "context"
	default:
		return "other"
	}
}

// MemoryDeviation returns the largest relative deviation of a GPU's memory within the training of one task.
func (s Sample) MemoryDeviation() float64 {
	worst := 0.0
	for _, p := range s.Plans("", 50) {
		for _, stage := range p.stages.from(0) {
			if stage.status != model.Running || stage.gang[0].group.GPUs == 0 {
				continue
			}
			var used []float64
			for k := range 50 {
				t := stage.firstStep() + time.Duration(k)*(stage.stopping-stage.firstStep())/50
				if a := s.activity(stage.gang[0], t); a.phase == training {
					used = append(used, float64(s.gpus(stage.gang[0], a, t)[0].MemoryUsed))
				}
			}
			if len(used) > 1 {
				worst = math.Max(worst, (slices.Max(used)-slices.Min(used))/slices.Max(used))
			}
		}
	}
	return worst
}

// With returns the world after one more command, and the command as logged. A command that changes nothing is returned
// as given.
func (w *World) With(c model.Command) (*World, model.Command, error) {
	next, logged, err := w.WithAll(c.At, []model.Verb{c.Verb})
	if len(logged) == 0 {
		return next, c, err
	}
	return next, logged[0], err
}

// TwoValuedResiduals replaces the noise of the loss by one that is always one deviation off, until the returned function
// is called.
func TwoValuedResiduals() (restore func()) {
	before := residuals
	for i := range residuals {
		residuals[i] = -1
		if i >= len(residuals)/2 {
			residuals[i] = 1
		}
	}
	return func() { residuals = before }
}

// NormalResiduals replaces the noise of the loss by a normal one, until the returned function is called.
func NormalResiduals() (restore func()) {
	before := residuals
	for i := range residuals {
		residuals[i] = residualsFrom + float64(i)*residualsEvery
	}
	return func() { residuals = before }
}
