package workload

import (
	"cmp"

	"trainmock/stream/model"
)

const (
	// trainingPasses is the cost of a training step over that of its forward pass: the backward pass costs twice as much.
	trainingPasses = 3
	// stateBytes is the memory for each parameter that training with Adam in mixed precision takes: two bytes each for
	// the weight and its gradient, four each for the master copy and both moments (Rajbhandari et al. 2020, section
	// 3.1).
	stateBytes = 16
	// savedBytes is what a checkpoint holds of it: all but the gradient. BLOOM's 2.3 TB are 13 bytes a parameter.
	savedBytes = 14
	// gradientBytes is the size of a gradient on the network, and weightBytes that of a weight that a federated client
	// gets or returns.
	gradientBytes = 2
	weightBytes   = 4
	// shards is the largest number of parts into which tensor parallelism splits the gradients: the GPUs of a node.
	shards = 8
)

// FLOPs returns the floating point operations of training on one sample, or 0 if they are unknown: 6·N for each of its
// tokens (Kaplan et al. 2020), or three times those of a forward pass over an image.
func FLOPs(j *model.Job) float64 {
	if j.Kind == model.LanguageModel {
		return 2 * trainingPasses * j.Parameters * float64(j.SampleTokens())
	}
	a, _ := Of(j.Workload)
	d, _ := DataOf(j.Workload)
	return 2 * trainingPasses * a.MACs * cmp.Or(d.Scale, 1)
}

// Utilization returns the model FLOPs utilisation of a job whose steps take so many seconds, or 0 if it is unknown.
func Utilization(j *model.Job, g model.Group, step float64) float64 {
	most := Peak(g.GPU, j.Dtype) * float64(g.GPUs*j.Nodes) * step
	if most == 0 {
		return 0
	}
	return FLOPs(j) * float64(j.Batch*j.Nodes) / most
}

// stepSeconds returns the time of a step at the job's utilisation, or 0 if it is unknown.
func stepSeconds(j *model.Job, g model.Group) float64 {
	rate := Peak(g.GPU, j.Dtype) * float64(g.GPUs*j.Nodes) * j.MFU
	if rate == 0 {
		return 0
	}
	return FLOPs(j) * float64(j.Batch*j.Nodes) / rate
}

// StateBytes returns the memory in bytes that the weights, gradients and moments of so many parameters take.
func StateBytes(parameters float64) float64 { return stateBytes * parameters }

// CheckpointBytes returns the size of a checkpoint of so many parameters.
func CheckpointBytes(parameters float64) float64 { return savedBytes * parameters }
