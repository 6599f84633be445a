package metrics

import (
	"math"

	"trainmock/stream/world"
)

const (
	gigabyte = 1e9
	mebibyte = 1 << 20
	// diskWithGPU and diskWithoutGPU are the sizes of a node's disk in bytes: a common NVMe drive each.
	diskWithGPU, diskWithoutGPU = 3.84e12, 0.96e12
	// readSize and writeSize are the usual sizes in bytes of one operation of the disk.
	readSize, writeSize = 256 << 10, 1 << 20
)

// rates are what a node does in a phase beside what the world says of it. All are assumptions of the order of what
// training shows.
type rates struct {
	// read and write are those of the disk in bytes/s.
	read, write float64
	// objects is the share of the object store that is used, in [0, 1].
	objects float64
	// copying is the share of time in which a GPU's memory is read or written, in [0, 1]. tensor and dram are the shares
	// of cycles of the tensor cores and of the memory interface at full power.
	copying, tensor, dram float64
	// out and in are the traffic of a GPU over PCIe in bytes/s, and nvlink that over NVLink.
	out, in, nvlink float64
}

// ratesOf holds the rates of the phases.
var ratesOf = [world.Phases]rates{
	world.Resting:  {write: 20e3, objects: 0.001},
	world.Starting: {read: 1.1e9, write: 2e6, objects: 0.04, copying: 0.05, in: 4e9, out: 0.1e9},
	world.Training: {
		read: 60e6, write: 1e6, objects: 0.12, copying: 0.56, tensor: 0.52, dram: 0.44, out: 2e9, in: 3e9, nvlink: 90e9,
	},
	world.Evaluating: {
		read: 140e6, write: 0.5e6, objects: 0.12, copying: 0.42, tensor: 0.44, dram: 0.38, out: 1e9, in: 4e9, nvlink: 20e9,
	},
	world.Saving:  {read: 1e6, write: 1.4e9, objects: 0.16, copying: 0.02, out: 6e9, in: 0.1e9},
	world.Stalled: {write: 50e3, objects: 0.12, copying: 0.01, tensor: 0.1},
	world.Holding: {write: 20e3, objects: 0.12},
}

// withoutGPU is the share of the disk's traffic on a node without GPUs.
const withoutGPU = 0.1

// diskRates returns the traffic of a node's disk in a phase, in bytes/s.
func (n *node) diskRates(phase world.Phase) (read, write float64) {
	r := ratesOf[phase]
	if len(n.GPUs) == 0 {
		return withoutGPU * r.read, withoutGPU * r.write
	}
	return r.read, r.write
}

// diskTotals returns the bytes that the node has read and written since the beginning of the epoch.
func (n *node) diskTotals() (read, write float64) {
	for phase, d := range n.spent.Phases {
		r, w := n.diskRates(world.Phase(phase))
		read, write = read+float64(r*d.Seconds()), write+float64(w*d.Seconds())
	}
	return whole(read), whole(write)
}

// total returns a rate of the phases, in units a second, times the time that the node has spent in each.
func (n *node) total(rate func(*rates) float64) float64 {
	sum := 0.0
	for phase, d := range n.spent.Phases {
		sum += float64(rate(&ratesOf[phase]) * d.Seconds())
	}
	return whole(sum)
}

// whole returns a number without its fraction.
func whole(v float64) float64 { return math.Trunc(v) }
