package world

import (
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// failure is a way in which tasks fail by themselves.
type failure struct {
	// reason is what the log says.
	reason string
	// weight is how often it occurs, relative to the others.
	weight int
	// lack is what has run out before.
	lack resource
}

// resource is something that a task can run out of.
type resource uint8

const (
	nothing resource = iota
	gpuMemory
	hostMemory
	disk
)

// failures lists how the tasks of each kind fail. Most failures are mistakes in programs and data, then memory, then
// disks (AcmeTrace).
var failures = map[model.Kind][]failure{
	model.LanguageModel: {
		{"CUDA out of memory in the backward pass", 5, gpuMemory},
		{"data shard could not be read: wrong checksum", 3, nothing},
		{"data loader worker exited unexpectedly", 2, nothing},
		{"checkpoint could not be written: no space left on device", 2, disk},
		{"data loader worker killed: out of host memory", 1, hostMemory},
		{"assertion failed: token outside the vocabulary", 1, nothing},
	},
	model.Supervised: {
		{"CUDA out of memory in the backward pass", 4, gpuMemory},
		{"data loader worker exited unexpectedly", 4, nothing},
		{"assertion failed: label out of range", 2, nothing},
		{"data loader worker killed: out of host memory", 2, hostMemory},
		{"checkpoint could not be written: no space left on device", 1, disk},
	},
	model.Federated: {
		{"too few clients answered the round", 3, nothing},
		{"client model has other shapes than the server's", 1, nothing},
	},
}

// drawFailure draws how a task fails on nodes with or without GPUs.
func drawFailure(k chance.Key, kind model.Kind, gpus bool) failure {
	list, total := failures[kind], 0
	if list == nil {
		list = failures[model.Supervised]
	}
	for _, f := range list {
		if gpus || f.lack != gpuMemory {
			total += f.weight
		}
	}
	rest := k.Below(total)
	for _, f := range list {
		if !gpus && f.lack == gpuMemory {
			continue
		}
		if rest -= f.weight; rest < 0 {
			return f
		}
	}
	panic("unreachable: the weights cover every draw")
}

// shortage is what a task runs out of, and the position at which it fails for that.
type shortage struct {
	lack   resource
	lackAt time.Duration
}
