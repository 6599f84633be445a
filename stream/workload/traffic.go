package workload

import (
	"cmp"

	"trainmock/stream/model"
)

const (
	// imageBytes is the mean size of an image as it is stored, of a data set of which no more is known: ImageNet's.
	imageBytes = 115e3
	// smallVocabulary is the largest number of tokens of which each is stored in two bytes. More take four.
	smallVocabulary = 1 << 16
)

// InputBytes returns the size of a sample as it is stored. It is 0 for federated training, where the clients have their
// data.
func InputBytes(j *model.Job) float64 {
	switch {
	case j.Kind == model.Federated:
		return 0
	case j.Kind == model.LanguageModel && j.Classes <= smallVocabulary:
		return 2 * float64(j.SampleTokens())
	case j.Kind == model.LanguageModel:
		return 4 * float64(j.SampleTokens())
	}
	d, _ := DataOf(j.Workload)
	return cmp.Or(d.Bytes, imageBytes)
}

// RoundBytes returns the bytes that a federated client gets in a round, which are as many as it returns: the weights.
func RoundBytes(parameters float64) float64 { return weightBytes * parameters }

// TrafficBytes returns the bytes that a node sends in a step, which are as many as it receives: those of a ring
// all-reduce of the gradients, 2·(n−1)/n times their size, split among the shards of a node's GPUs. Models that fit
// one GPU are not split.
func TrafficBytes(j *model.Job, g model.Group) float64 {
	n := float64(j.Nodes)
	whole := 2 * (n - 1) / n * gradientBytes * j.Parameters
	if gpu, ok := model.GPUs[g.GPU]; ok && StateBytes(j.Parameters) > usableShare*float64(gpu.Memory)*mebibyte {
		return whole / float64(min(shards, max(1, g.GPUs)))
	}
	return whole
}
