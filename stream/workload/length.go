package workload

import (
	"math"
	"time"

	"trainmock/stream/model"
)

const (
	// tokensPerParameter is the length of a run that is best for its cost (Hoffmann et al. 2022).
	tokensPerParameter = 20
	// usualEpochs is the number of passes over a set of images (Goyal et al. 2017).
	usualEpochs = 90
	// usualEvaluations is how often a language model is evaluated in a run, and leastBetween the least number of steps
	// from one evaluation to the next.
	usualEvaluations = 100
	leastBetween     = 20
	// mostSteps is beyond every limit of a scenario.
	mostSteps = 1e15
)

// length derives the number of steps and epochs. Those of a language model are what lies between two evaluations.
func (c job) length() {
	if c.Kind == model.LanguageModel {
		c.textLength()
		return
	}
	d, _ := DataOf(c.Workload)
	each := int64(c.Batch) * int64(c.Nodes)
	fill(c, "steps", &c.Steps, (d.Samples+each/2)/each)
	if d.Samples > 0 {
		c.Steps = max(c.Steps, 1)
	}
	if c.open("occupancy") {
		fill(c, "epochs", &c.Epochs, usualEpochs)
	}
}

func (c job) textLength() {
	d, _ := DataOf(c.Workload)
	usual := d.Tokens
	if usual == 0 {
		usual = tokensPerParameter * c.Parameters
	}
	var total float64
	if c.open("occupancy") {
		if c.open("epochs") || c.open("steps") {
			fill(c, "tokens", &c.Tokens, usual)
		}
		total = c.Tokens / (float64(c.SampleTokens()) * float64(c.Batch) * float64(c.Nodes))
	} else {
		total = c.Occupancy * float64(c.Period) / float64(c.StepTime)
	}
	total = min(max(total, 1), mostSteps)
	if c.open("epochs") {
		fill(c, "steps", &c.Steps, int64(max(1, min(total, leastBetween), math.Round(total/usualEvaluations))))
	} else {
		fill(c, "steps", &c.Steps, max(1, int64(math.Round(total/float64(max(1, c.Epochs))))))
	}
	if c.open("occupancy") && c.Steps > 0 {
		fill(c, "epochs", &c.Epochs, max(1, int64(math.Round(total/float64(c.Steps)))))
	}
}

const (
	// evaluationShare is the share of the time for evaluations (0.44 to 0.7 %: BLOOM, MLPerf).
	evaluationShare = 0.005
	// writeRate is the rate in bytes per second at which a shared file system takes checkpoints, and writeDelay the time
	// in seconds to begin and end one.
	writeRate  = 10e9
	writeDelay = 3
	// savesEvery is the time between two checkpoints over that of one (0.37 % of BLOOM's time), and rarestSave the
	// longest time between two (BLOOM: 3 hours).
	savesEvery = 300
	rarestSave = 3 * time.Hour
	// begin is the time in seconds to start the processes of a task and to build its graph.
	begin = 30
)

// saves derives the times of evaluations, checkpoints and the start.
func (c job) saves() {
	epoch := float64(c.Steps) * float64(c.StepTime)
	fill(c, "evaluation", &c.Evaluation, seconds(evaluationShare*epoch/1e9).Truncate(time.Millisecond))
	save := seconds(writeDelay + CheckpointBytes(c.Parameters)/writeRate)
	length := c.epochs() * epoch
	// A short run has no time for more than a fiftieth.
	fill(c, "checkpoint", &c.Checkpoint, min(save, seconds(length/50/1e9)).Truncate(time.Millisecond))
	every := min(savesEvery*float64(c.Checkpoint), float64(rarestSave)) / epoch
	every = min(every, c.epochs()/8, mostSteps)
	fill(c, "checkpoint_every", &c.CheckpointEvery, max(1, int64(math.Round(every))))
	start := min(seconds(begin)+save, seconds(length/20/1e9))
	fill(c, "startup", &c.Startup, start.Truncate(time.Millisecond))
}

// epochs returns the number of epochs that a task has, about.
func (c job) epochs() float64 {
	if c.open("occupancy") {
		return float64(c.Epochs)
	}
	return c.Occupancy * float64(c.Period) / (float64(c.Steps) * float64(c.StepTime))
}

// fullShare is the share of its period that a task of usual pace fills. It leaves room for what holds it up.
const fullShare = 0.7

// period derives the time from one submission to the next from the length of a task.
func (c job) period() {
	if !c.open("period") {
		return
	}
	epochs, saves := float64(c.Epochs), float64(c.Epochs/max(1, c.CheckpointEvery))
	need := float64(epochs * float64(c.Steps) * float64(c.StepTime))
	need += float64(epochs*float64(c.Evaluation)) + float64(saves*float64(c.Checkpoint))
	need += float64(c.Startup) + float64(max(c.Queue, 2*time.Second))
	fill(c, "period", &c.Period, max(10*time.Second, (seconds(need/fullShare/1e9)+time.Second).Truncate(time.Second)))
}
