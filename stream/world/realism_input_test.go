package world_test

import (
	"slices"

	"trainmock/stream/world"
)

// inputCriteria concern tasks that read their data over the network: ResNet-50 on one node each, of which some wait for
// it nearly all the time.
var inputCriteria = []criterion{
	{"tasks at a tenth of the throughput, share", "0.65", 0.3, 1, func(s world.Sample) float64 {
		return meanOf(inputsOf(s).waits)
	}},
	{"power over limit, tasks at a tenth, most", "0.31", 0.2, 0.38, func(s world.Sample) float64 {
		return quantileOf(inputsOf(s).waiting, 1)
	}},
	{"one node, bytes received over those of images", "1", 0.8, 1.2, func(s world.Sample) float64 {
		return quantileOf(inputsOf(s).received, 0.5)
	}},
	{"one node in training, bytes sent over received", "0.02", 0, 0.05, func(s world.Sample) float64 {
		return slices.Max(inputsOf(s).sent)
	}},
}

// storedImage is the mean size in bytes of an image of ImageNet: 147.9 GB for 1,281,167.
const storedImage = 115_440

// inputs holds for each task whether it makes less than a tenth of the usual throughput, and what its node receives over
// what the images of its steps take, and sends over that. waiting is the power of those tasks over the limit.
type inputs struct{ waits, received, sent, waiting []float64 }

// usualRate returns the median of what clients get as the throughput of a task.
func usualRate(s world.Sample, p world.Plan) float64 {
	var rates []float64
	for _, now := range progressOf(s, p, 9) {
		if now.Metrics.SamplesPerSecond > 0 {
			rates = append(rates, now.Metrics.SamplesPerSecond)
		}
	}
	return quantileOf(rates, 0.5)
}

var inputsOf = once(func(s world.Sample) inputs {
	var in inputs
	for _, p := range runs(s, 24) {
		if p.Job().Name != "resnet50" {
			continue
		}
		from, to := p.Undisturbed()
		at := s.At(start.Add(from + (to-from)/7))
		now := at.Progress(p.ID())
		machine := at.Machine(now.Nodes[0])
		if machine.Phase != world.Training {
			continue
		}
		rate, waits := usualRate(s, p), 0.0
		if usual := float64(p.Job().Batch) / p.Job().StepTime.Seconds(); rate < usual/10 {
			waits = 1
			in.waiting = append(in.waiting, machine.GPUs[0].Power/machine.GPUs[0].PowerLimit)
		}
		in.waits = append(in.waits, waits)
		in.received = append(in.received, 1e3*machine.Received/rate/storedImage)
		in.sent = append(in.sent, machine.Sent/machine.Received)
	}
	return in
})
