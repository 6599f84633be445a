package world

import (
	"math"
	"slices"
	"time"

	"trainmock/stream/model"
)

// Sample is what the realism tests look at: the insides of one world.
type Sample struct{ *World }

// Plan is a task's plan.
type Plan struct{ *plan }

// Plans are so many tasks of a kind, from the start on.
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

// Tokens is how many tokens a step averages over.
func (p Plan) Tokens() float64 { return float64(p.job.Batch * p.job.Nodes * tokensPerSample) }

// Steps is how many steps the task has, and EpochSteps how many an epoch.
func (p Plan) Steps() int64      { return p.epochs * p.steps }
func (p Plan) EpochSteps() int64 { return p.steps }

// Epochs is how many epochs the task has.
func (p Plan) Epochs() int64 { return p.epochs }

// Loss, SmoothLoss and StepTime are those of a step.
func (p Plan) Loss(step int64) float64       { return p.loss(step, never-1) }
func (p Plan) SmoothLoss(step int64) float64 { return p.smoothLoss(step) }
func (p Plan) StepTime(step int64) float64   { return p.stepTime(step) }

// Evaluations is how many the task came to.
func (p Plan) Evaluations() int64 {
	return p.at(p.stages.at(p.stages.len() - 1).from).evaluations
}

// Validation is the loss and the accuracy of an evaluation; the accuracy is 0 where there is none.
func (p Plan) Validation(n int64) (loss, accuracy float64) {
	l, a := p.validation(n, never-1)
	if a == nil {
		return *l, 0
	}
	return *l, *a
}

// SpikeSteps are where the loss begins to jump.
func (p Plan) SpikeSteps() []int64 {
	var steps []int64
	for _, s := range p.drawn {
		steps = append(steps, s.step)
	}
	return steps
}

// Drag is how many times longer the steps take because of the slowest node.
func (p Plan) StragglerFactor() float64 { return p.stragglerFactor }

// Run is the wall time that the task ran, and Gang how many nodes it had.
func (p Plan) RunTime() time.Duration {
	total := time.Duration(0)
	for i, s := range p.stages.from(0) {
		if s.status == model.Running {
			total += p.end(i) - s.from
		}
	}
	return total
}
func (p Plan) Gang() int { return p.job.Nodes }

// Outcome is the task's last status.
func (p Plan) Outcome() model.Status { return p.stages.at(p.stages.len() - 1).status }

// Shares are the parts of the schedule that go into evaluations and checkpoints.
func (p Plan) Shares() (evaluation, checkpoint float64) {
	length := float64(p.length())
	return float64(p.epochs) * float64(p.evaluation) / length, float64(p.epochs/p.checkpointEvery) * float64(p.checkpoint) / length
}

// Incident is one loss of a node.
type Incident struct {
	Cause string
	// Dead is the time from the last contact to DEAD.
	Dead time.Duration
}

// Incidents are the losses of all nodes in a span from the start, on nodes with GPUs if so asked.
func (s Sample) Incidents(span time.Duration, gpus bool) []Incident {
	var list []Incident
	for _, n := range s.nodes {
		if gpus && n.group.GPUs == 0 {
			continue
		}
		for i := range s.outages.during(n, 0, span) {
			if i.lost >= 0 {
				list = append(list, Incident{Cause: i.cause, Dead: i.dead - i.lost})
			}
		}
	}
	return list
}

// NodeCount is how many nodes there are.
func (s Sample) NodeCount() int { return len(s.nodes) }

// CauseCounts are the published counts.
func CauseCounts() map[string]int {
	counts := map[string]int{}
	for _, c := range causes {
		counts[c.name] = c.count
	}
	return counts
}

// GPUSample is one reading.
type GPUSample struct {
	model.GPUMetrics
	// Phase is idle, context or busy.
	Phase string
}

// GPUSamples reads all GPUs of a model that are there, at so many instants an odd time apart.
func (s Sample) GPUSamples(model string, instants int) []GPUSample {
	var list []GPUSample
	for i := range instants {
		t := time.Duration(i) * 7919 * time.Second
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

// MemoryDeviation is the largest relative deviation of a GPU's memory within the training of one task.
func (s Sample) MemoryDeviation() float64 {
	worst := 0.0
	for _, p := range s.Plans("", 50) {
		for _, stage := range p.stages.from(0) {
			if stage.status != model.Running || stage.gang[0].group.GPUs == 0 {
				continue
			}
			var used []float64
			for k := range 50 {
				t := stage.moving() + time.Duration(k)*(stage.stopping-stage.moving())/50
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
