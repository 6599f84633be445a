package workload

import (
	"math"

	"trainmock/stream/model"
)

const (
	// usableShare is the share of a GPU's memory that weights, gradients and moments can take. The rest is for
	// activations and buffers.
	usableShare = 0.9
	mebibyte    = 1 << 20
)

// Fits returns the memory in GB that a job's state takes and that its GPUs have for it, and the number of nodes whose
// GPUs have enough. Language models are split among all GPUs of the task; images are trained with a copy on each, which
// no number of nodes makes smaller: nodes is 0 if one copy does not fit.
func Fits(j *model.Job, g model.Group) (need, have float64, nodes int) {
	each := usableShare * float64(model.GPUs[g.GPU].Memory) * mebibyte
	need = StateBytes(j.Parameters)
	if j.Kind != model.LanguageModel {
		if need <= each {
			nodes = 1
		}
		return need / 1e9, each / 1e9, nodes
	}
	ofNode := each * float64(g.GPUs)
	return need / 1e9, ofNode * float64(j.Nodes) / 1e9, int(math.Ceil(need / ofNode))
}
