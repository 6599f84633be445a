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

// Before a task fails, the lack is complete from lackComplete of its way on. A disk fills up from diskFills on.
const (
	lackComplete = 0.95
	diskFills    = 0.6
)

// lacking returns how much of a resource the task has used up on n at its position, in [0, 1]. A resource runs out on
// one node of the gang.
func (m *moment) lacking(r resource, n *node) float64 {
	if m.lack != r || m.lackAt <= 0 {
		return 0
	}
	if first := m.key.Of(aboutReason, 1).Below(len(m.stage.gang)); m.stage.gang[first].id != n.id {
		return 0
	}
	way := min(1, float64(m.position)/float64(m.lackAt)/lackComplete)
	if r == disk {
		return max(0, (way-diskFills)/(1-diskFills))
	}
	return way
}
