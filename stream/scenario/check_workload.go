package scenario

import (
	"math"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/workload"
)

const (
	// The published utilisations of language models are from 15 to 55 %; those of images can be far lower.
	leastMFU, mostMFU  = 0.15, 0.55
	leastMFUOfImages   = 0.001
	maxParameters      = 1e14
	mostTokens         = 1e18
	maxSequence        = 10_000_000
	minParameters      = 1e3
	maxGPUs            = 16 * maxNodes
	tolerableDeviation = 0.05
)

// checkKnown refuses names of models and data sets of which nothing is known.
func (c *checker) checkKnown(at func(string) string, j *model.Job) {
	models := workload.Models()
	if _, known := workload.Of(j.Workload); j.Model != "" && !known && j.Parameters == 0 {
		c.refuse(at("model"), "model: nothing is known of %s: %suse one of %s, or add parameters, such as "+
			"parameters: 7e9", model.Quote(j.Model), didYouMean(j.Model, models), atMost(models))
	}
	if c.has(at("dataset")) {
		c.oneOf(at("dataset"), j.Dataset, workload.Datasets())
	}
}

// checkWorkload refuses a description of what is trained that contradicts itself or its nodes.
func (c *checker) checkWorkload(at func(string) string, j *model.Job) {
	g, ok := c.group(j.Group)
	if !ok || j.Workload == (model.Workload{}) {
		return
	}
	c.checkSort(at, j)
	c.checkGPUCount(at, j, g)
	c.checkNumbers(at, j, g)
	if j.Kind == model.LanguageModel {
		c.checkTokens(at, j)
	}
	c.checkMemory(at, j, g)
	c.checkSpeed(at, j, g)
}

// checkSort refuses a model or data set of another kind than the job, and what only a language model has.
func (c *checker) checkSort(at func(string) string, j *model.Job) {
	text := j.Kind == model.LanguageModel
	if a, known := workload.Of(j.Workload); known && (a.Kind == model.LanguageModel) != text {
		c.refuse(at("model"), "model: %s does not go with kind: %s: leave kind out, or use another model", j.Model, j.Kind)
	}
	if d, known := workload.DataOf(j.Workload); known && (d.Kind == model.LanguageModel) != text {
		other := "openwebtext"
		if !text {
			other = "imagenet"
		}
		c.refuse(at("dataset"), "dataset: %s does not go with kind: %s: use, for example, dataset: %s", j.Dataset, j.Kind,
			other)
	}
	for _, key := range []string{"tokens", "sequence_length", "pretrained"} {
		if !text && c.has(at(key)) {
			c.refuse(at(key), "%s: only language models have that: leave it out, or use kind: language_model", key)
		}
	}
}

// checkGPUCount refuses a number of GPUs that does not fill nodes.
func (c *checker) checkGPUCount(at func(string) string, j *model.Job, g model.Group) {
	if !c.has(at("gpus")) {
		return
	}
	between(c, at("gpus"), j.GPUs, 1, maxGPUs, "8")
	switch {
	case g.GPUs == 0:
		c.refuse(at("gpus"), "gpus: the nodes of group %q have none: use another group, or nodes: %d in place of gpus",
			j.Group, max(1, j.Nodes))
	case j.GPUs%g.GPUs != 0:
		c.refuse(at("gpus"), "gpus: %d do not fill nodes of %d in group %q: use a multiple, such as gpus: %d", j.GPUs,
			g.GPUs, j.Group, (j.GPUs/g.GPUs+1)*g.GPUs)
	case j.GPUs != j.Nodes*g.GPUs:
		c.refuse(at("gpus"), "gpus: %d nodes of group %q have %d GPUs, not %d: leave nodes or gpus out", j.Nodes, j.Group,
			j.Nodes*g.GPUs, j.GPUs)
	}
}

// checkNumbers refuses numbers out of range.
func (c *checker) checkNumbers(at func(string) string, j *model.Job, g model.Group) {
	if c.has(at("parameters")) {
		between(c, at("parameters"), j.Parameters, minParameters, maxParameters, "7e9")
	}
	if c.has(at("sequence_length")) {
		between(c, at("sequence_length"), j.SequenceLength, 1, maxSequence, "2048")
	}
	if c.has(at("dtype")) {
		c.checkDtype(at, j, g)
	}
	if !c.has(at("mfu")) {
		return
	}
	if c.has(at("step_time")) {
		c.refuse(at("mfu"), "mfu: it decides the time of a step, and so does step_time: leave one of them out")
	}
	least := leastMFUOfImages
	if j.Kind == model.LanguageModel {
		least = leastMFU
	}
	between(c, at("mfu"), j.MFU, least, mostMFU, "0.4")
}

// checkDtype refuses a number format that the GPUs do not have.
func (c *checker) checkDtype(at func(string) string, j *model.Job, g model.Group) {
	if known := workload.Dtypes(g.GPU); workload.Peak(g.GPU, j.Dtype) == 0 && len(known) > 0 {
		c.refuse(at("dtype"), "dtype: GPUs of model %s have no %s: use %s", g.GPU, model.Quote(string(j.Dtype)),
			atMost(known))
		return
	}
	c.oneOf(at("dtype"), string(j.Dtype), []string{
		string(model.BF16), string(model.FP16), string(model.FP8), string(model.TF32), string(model.FP32),
	})
}

// checkTokens refuses tokens that nobody reads, or that do not agree with the steps.
func (c *checker) checkTokens(at func(string) string, j *model.Job) {
	if !c.has(at("tokens")) {
		return
	}
	between(c, at("tokens"), j.Tokens, 1, mostTokens, "2e9")
	if j.Parameters == 0 {
		c.refuse(at("tokens"), "tokens: without a model they do not say how long a task takes: add, for example, model: "+
			"gpt2-124m, or parameters: 7e9")
	}
	if c.has(at("occupancy")) {
		c.refuse(at("tokens"), "tokens: they decide the length of a task, and so does occupancy: leave one of them out")
	}
	read := float64(j.Steps) * float64(j.Epochs) * float64(j.Batch) * float64(j.Nodes) * float64(j.SampleTokens())
	if c.has(at("steps")) && c.has(at("epochs")) && math.Abs(read/j.Tokens-1) > tolerableDeviation {
		c.refuse(at("tokens"), "tokens: %d epochs of %d steps read %.3g, not %.3g: leave epochs, steps or tokens out",
			j.Epochs, j.Steps, read, j.Tokens)
	}
}

// checkMemory refuses a model that the GPUs of a task cannot hold.
func (c *checker) checkMemory(at func(string) string, j *model.Job, g model.Group) {
	if j.Parameters == 0 || g.GPUs == 0 {
		return
	}
	need, have, nodes := workload.Fits(j, g)
	if need <= have {
		return
	}
	path, remedy := "model", "a smaller model"
	if !c.has(at("model")) || c.has(at("parameters")) {
		path = "parameters"
	}
	if nodes > 0 {
		remedy = "at least nodes: " + show(nodes) + ", or a smaller model"
		if c.has(at("gpus")) {
			remedy = "at least gpus: " + show(nodes*g.GPUs) + ", or a smaller model"
		}
	}
	c.refuse(at(path), "%s: weights, gradients and moments of %.3g parameters need %.4g GB, and the GPUs (%d x %s) have "+
		"%.4g GB for them: use %s", path, j.Parameters, need, j.Nodes*g.GPUs, g.GPU, have, remedy)
}

// checkSpeed refuses steps that are faster than the GPUs, and runs that never end.
func (c *checker) checkSpeed(at func(string) string, j *model.Job, g model.Group) {
	step := j.StepTime.Seconds() * c.Compression
	if used := workload.Utilization(j, g, step); used > 1 && c.has(at("step_time")) {
		least := time.Duration(used * float64(j.StepTime) / mostMFU).Round(time.Millisecond)
		c.refuse(at("step_time"), "step_time: %s is more than the GPUs can do: steps of %d samples would need %.0f %% of "+
			"their peak: use, for example, step_time: %s%s", duration(j.StepTime), j.Batch*j.Nodes, 100*used,
			duration(least), c.after(least))
	}
	if c.has(at("period")) || j.Period <= maxPeriod {
		return
	}
	path := "tokens"
	if !c.has(at(path)) {
		path = ""
	}
	c.refuse(at(path), "a task would run for %s on %d GPUs: use more of them, or fewer tokens, such as tokens: 1e9",
		approximately(float64(j.Period)), j.Nodes*g.GPUs)
}
