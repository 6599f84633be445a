package workload

import (
	"maps"
	"slices"

	"trainmock/stream/model"
)

// peaks holds the operations per second that a GPU can do in each number format, from NVIDIA's data sheets: dense
// products of matrices, without sparsity. The A100 and older GPUs have no fp8.
var peaks = map[string]map[model.Dtype]float64{
	"A100-SXM4-80GB":  {model.BF16: 312e12, model.FP16: 312e12, model.TF32: 156e12, model.FP32: 19.5e12},
	"H100-SXM5-80GB":  hopper,
	"H200-SXM5-141GB": hopper,
	"L4": {
		model.FP8: 242.5e12, model.BF16: 121e12, model.FP16: 121e12, model.TF32: 60e12, model.FP32: 30.3e12,
	},
}

var hopper = map[model.Dtype]float64{
	model.FP8: 1979e12, model.BF16: 989e12, model.FP16: 989e12, model.TF32: 494e12, model.FP32: 67e12,
}

// Peak returns the operations per second that a GPU can do in a number format, or 0 if it has none of it.
func Peak(gpu string, d model.Dtype) float64 {
	if d == "" {
		d = model.BF16
	}
	return peaks[gpu][d]
}

// Dtypes returns the number formats of a GPU in alphabetical order.
func Dtypes(gpu string) []string {
	var list []string
	for d := range maps.Keys(peaks[gpu]) {
		list = append(list, string(d))
	}
	slices.Sort(list)
	return list
}
