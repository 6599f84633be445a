package workload

import (
	"cmp"
	"math"
	"time"

	"trainmock/stream/model"
)

// job is a job that is being completed, for nodes of a group.
type job struct {
	*model.Job
	group model.Group
	// open reports whether a key of the job has no value.
	open func(key string) bool
}

// Complete fills in the keys that a job leaves open, as far as they follow from what it trains on nodes of a group.
// open reports whether a key has no value. Durations are true ones, without compression. A job without a workload stays
// as it is.
func Complete(j *model.Job, g model.Group, open func(key string) bool) {
	if j.Workload == (model.Workload{}) {
		return
	}
	c := job{Job: j, group: g, open: open}
	c.name()
	c.size()
	if j.Kind == model.LanguageModel {
		c.text()
	} else {
		c.images()
	}
	fill(c, "step_time", &j.StepTime, seconds(stepSeconds(j, g)))
	if j.StepTime <= 0 || outside(j.Batch) || outside(j.Nodes) || outside(j.SampleTokens()) {
		return // It is refused, or the rest has to be written.
	}
	c.length()
	c.saves()
	c.period()
}

// fill sets *v to the derived value if the job leaves its key open and there is one.
func fill[T comparable](c job, key string, v *T, derived T) {
	var none T
	if c.open(key) && derived != none {
		*v = derived
	}
}

// outside reports whether a number is beyond all that scenarios accept.
func outside(n int) bool { return n <= 0 || n > 1e9 }

// seconds returns a duration in whole microseconds, at most a century, which is beyond every limit of a scenario.
func seconds(s float64) time.Duration {
	const most = 1 << 32
	if !(s < most) {
		s = most
	}
	return time.Duration(max(0, s) * float64(time.Second)).Truncate(time.Microsecond)
}

// name derives the kind and the name of the job.
func (c job) name() {
	a, _ := Of(c.Workload)
	d, _ := DataOf(c.Workload)
	fill(c, "kind", &c.Kind, cmp.Or(a.Kind, d.Kind))
	name := cmp.Or(c.Model, c.Dataset)
	if c.Model != "" && c.Dataset != "" {
		name += "-" + c.Dataset
	}
	fill(c, "name", &c.Name, name)
}

// size derives what follows from the model and the number of GPUs.
func (c job) size() {
	a, _ := Of(c.Workload)
	nodes := 1
	if c.group.GPUs > 0 {
		nodes = max(1, c.GPUs/c.group.GPUs)
	}
	fill(c, "nodes", &c.Nodes, nodes)
	fill(c, "parameters", &c.Parameters, a.Parameters)
	usual := transformerMFU
	if c.Kind != model.LanguageModel {
		usual = convolutionMFU
	}
	fill(c, "mfu", &c.MFU, cmp.Or(a.MFU, usual))
}

// The usual fine-tuning: steps of 128 samples at a rate of 2e-5 (Taori et al. 2023).
const (
	tuningBatch = 128
	tuningRate  = 2e-5
)

// text derives the batch and the learning rate of a language model.
func (c job) text() {
	a, _ := Of(c.Workload)
	fill(c, "sequence_length", &c.SequenceLength, a.Sequence)
	fill(c, "classes", &c.Classes, cmp.Or(a.Vocabulary, 50257))
	batch, rate := usualOf(c.Parameters)
	batch, rate = cmp.Or(a.Batch, batch)/float64(c.SampleTokens()), cmp.Or(a.LearningRate, rate)
	if c.Pretrained {
		batch, rate = tuningBatch, tuningRate
	}
	fill(c, "learning_rate", &c.LearningRate, rate)
	fill(c, "batch", &c.Batch, max(1, int(math.Round(batch/float64(max(1, c.Nodes))))))
}

// usualOf returns the tokens in a step and the learning rate of a language model of a size (Brown et al. 2020, Table
// 2.1).
func usualOf(parameters float64) (tokens, rate float64) {
	switch {
	case parameters < 300e6:
		return 0.5e6, 6e-4
	case parameters < 1e9:
		return 0.5e6, 2.5e-4
	case parameters < 2e9:
		return 1e6, 2e-4
	case parameters < 10e9:
		return 2e6, 1.2e-4
	default:
		return 3.2e6, 0.6e-4
	}
}

// referenceBatch is the number of images to which a learning rate belongs; it grows in proportion, up to largestBatch
// (Goyal et al. 2017).
const (
	referenceBatch = 256
	largestBatch   = 8192
)

// images derives the batch and the learning rate of a classifier.
func (c job) images() {
	a, _ := Of(c.Workload)
	d, _ := DataOf(c.Workload)
	fill(c, "classes", &c.Classes, cmp.Or(d.Classes, 1000))
	fill(c, "batch", &c.Batch, int(cmp.Or(a.Batch, referenceBatch))*max(1, c.group.GPUs))
	global := min(float64(c.Batch*max(1, c.Nodes)), largestBatch)
	if c.Kind == model.Federated {
		global = referenceBatch // Clients do not add up their batches.
	}
	fill(c, "learning_rate", &c.LearningRate, cmp.Or(a.LearningRate, 0.1)*global/referenceBatch)
}
