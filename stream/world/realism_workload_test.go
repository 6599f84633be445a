package world_test

import (
	"math"
	"slices"
	"strings"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// workloadCriteria concern what follows from the model and the data of a job. All of it is read from what clients get.
var workloadCriteria = []criterion{
	{"MFU of language models, least", "0.30-0.48", 0.15, 0.55, first(utilizationsOnce)},
	{"MFU of language models, most", "0.30-0.48", 0.15, 0.55, second(utilizationsOnce)},
	{"steps times batch over samples, least", "1", 0.95, 1.05, first(stepsOverSamplesOnce)},
	{"steps times batch over samples, most", "1", 0.95, 1.05, second(stepsOverSamplesOnce)},
	{"bytes sent in a step over the gradients', least", "0.125-1", 0.1, 1.15, first(trafficOnce)},
	{"bytes sent in a step over the gradients', most", "0.125-1", 0.1, 1.15, second(trafficOnce)},
	{"images in an epoch of ImageNet", "1281167", 1.25e6, 1.31e6, imagesPerEpoch},
	{"final loss off Hoffmann et al., most", "0", 0, 0.15, finalLossError},
	{"first loss of fine-tuning, least", "1", 1, 2, first(tuningStartOnce)},
	{"first loss of fine-tuning, most", "2", 1, 2, second(tuningStartOnce)},
	{"accuracy off the published one, most", "0", 0, 0.005, accuracyOff},
}

var (
	utilizationsOnce     = together(utilizations)
	stepsOverSamplesOnce = together(stepsOverSamples)
	tuningStartOnce      = together(tuningStart)
	trafficOnce          = together(traffic)
)

// sizes holds the parameters and sequence lengths of the language models that scenarios name, as published. The samples
// of the tuned model are shorter than those that it was trained on.
var sizes = map[string]struct{ parameters, sequence float64 }{
	"gpt2-124m": {124e6, 1024}, "gpt2-355m": {355e6, 1024}, "gpt2-774m": {774e6, 1024}, "gpt2-1.5b": {1.558e9, 1024},
	"llama-7b": {6.7e9, 2048}, "llama-13b": {13e9, 2048}, "llama-3-70b": {70.6e9, 8192},
	"llama-3-8b-tuning": {8.03e9, 4096},
}

// densePeak holds the dense bf16 operations per second of GPUs by a part of their names (NVIDIA's data sheets).
var densePeak = map[string]float64{"A100": 312e12, "H100": 989e12, "H200": 989e12, "L4": 121e12}

// runs returns at most a number of tasks of each job of the world, and for each a span in which it trains undisturbed.
func runs(s world.Sample, each int) []world.Plan {
	var list []world.Plan
	counts := map[string]int{}
	for _, p := range s.Plans("", 4*each*len(s.Scenario().Jobs)+200) {
		if from, to := p.Undisturbed(); to-from > 30*time.Second && counts[p.Job().Name] < each {
			counts[p.Job().Name]++
			list = append(list, p)
		}
	}
	return list
}

// progressOf returns what clients get of a task, at a number of instants of its undisturbed span.
func progressOf(s world.Sample, p world.Plan, instants int) []model.TrainingProgress {
	from, to := p.Undisturbed()
	list := make([]model.TrainingProgress, instants)
	for i := range list {
		list[i] = s.At(start.Add(from + time.Duration(i)*(to-from)/time.Duration(instants))).Progress(p.ID())
	}
	return list
}

// utilizations returns the least and the largest median utilisation of the language models' jobs.
func utilizations(s world.Sample) (least, most float64) {
	byJob := map[string][]float64{}
	for _, p := range runs(s, 3) {
		if p.Job().Kind != model.LanguageModel {
			continue
		}
		for _, now := range progressOf(s, p, 25) {
			size, known := sizes[now.Metrics.Model]
			if !known {
				return math.NaN(), math.NaN()
			}
			peak := 0.0
			for _, id := range now.Nodes {
				peak += peakOf(s.At(start).Node(id))
			}
			if now.Metrics.SamplesPerSecond > 0 {
				used := 6 * size.parameters * size.sequence * now.Metrics.SamplesPerSecond / peak
				byJob[now.Metrics.Model] = append(byJob[now.Metrics.Model], used)
			}
		}
	}
	return medians(byJob)
}

func peakOf(n model.NodeMetrics) float64 {
	peak := 0.0
	for _, gpu := range n.GPUs {
		for part, each := range densePeak {
			if strings.Contains(gpu.Name, part) {
				peak += each
			}
		}
	}
	return peak
}

// medians returns the least and the largest median of some lists.
func medians(lists map[string][]float64) (least, most float64) {
	if len(lists) == 0 {
		return math.NaN(), math.NaN()
	}
	least = math.Inf(1)
	for _, list := range lists {
		slices.Sort(list)
		m := quantile(list, 0.5)
		least, most = math.Min(least, m), math.Max(most, m)
	}
	return least, most
}

// stepsOverSamples returns how many samples the steps of a task have, over those that its throughput says, in spans of
// 250 steps.
func stepsOverSamples(s world.Sample) (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, p := range runs(s, 1) {
		from, to, ok := p.Training(250)
		if !ok {
			continue
		}
		const readings = 2000
		first := s.At(start.Add(from)).Progress(p.ID()).Metrics.Step
		steps := s.At(start.Add(to)).Progress(p.ID()).Metrics.Step - first
		rate := 0.0
		for i := range readings {
			rate += s.At(start.Add(from+(to-from)*time.Duration(2*i+1)/(2*readings))).Progress(p.ID()).
				Metrics.SamplesPerSecond / readings
		}
		ratio := float64(steps) * float64(p.Job().Batch*p.Job().Nodes) / (rate * (to - from).Seconds())
		least, most = math.Min(least, ratio), math.Max(most, ratio)
	}
	return least, most
}

// traffic returns the least and the largest median, over the jobs of language models on several nodes, of what a node
// sends in the time of a step, over a ring all-reduce of all gradients in two bytes each.
func traffic(s world.Sample) (least, most float64) {
	byJob := map[string][]float64{}
	for _, p := range runs(s, 2) {
		if p.Job().Kind != model.LanguageModel || p.Job().Nodes < 2 {
			continue
		}
		from, to := p.Undisturbed()
		for i := range time.Duration(25) {
			at := s.At(start.Add(from + i*(to-from)/25))
			now := at.Progress(p.ID())
			if now.Metrics.SamplesPerSecond == 0 {
				continue
			}
			n := float64(len(now.Nodes))
			step := float64(p.Job().Batch) * n / now.Metrics.SamplesPerSecond
			ring := 2 * (n - 1) / n * 2 * sizes[now.Metrics.Model].parameters
			byJob[now.Metrics.Model] = append(byJob[now.Metrics.Model], 1e3*at.Node(now.Nodes[0]).Sent*step/ring)
		}
	}
	return medians(byJob)
}

// imagesPerEpoch returns the number of images that an epoch of ResNet-50 sees: the time of an epoch by its throughput.
func imagesPerEpoch(s world.Sample) float64 {
	var images []float64
	for _, p := range runs(s, 2) {
		if p.Job().Name != "resnet50" {
			continue
		}
		for _, now := range progressOf(s, p, 25) {
			if now.Metrics.SamplesPerSecond > 0 {
				perEpoch := float64(now.Metrics.TotalSteps / now.TotalEpochs)
				images = append(images, perEpoch*float64(p.Job().Batch*p.Job().Nodes))
			}
		}
	}
	slices.Sort(images)
	return quantile(images, 0.5)
}

// finalLossError returns the largest distance of a final validation loss from the published law.
func finalLossError(s world.Sample) float64 {
	worst := math.NaN()
	for _, p := range s.Plans(model.LanguageModel, 60) {
		end := s.At(start.Add(p.Ended())).Progress(p.ID())
		size, known := sizes[end.Metrics.Model]
		if !known || strings.HasSuffix(end.Metrics.Model, "-tuning") || end.Status != model.Completed {
			continue
		}
		tokens := float64(end.Metrics.TotalSteps) * float64(p.Job().Batch*p.Job().Nodes) * size.sequence
		law := 1.69 + 406.4/math.Pow(size.parameters, 0.34) + 410.7/math.Pow(tokens, 0.28)
		if off := math.Abs(*end.Metrics.ValLoss - law); math.IsNaN(worst) || off > worst {
			worst = off
		}
	}
	return worst
}

// tuningStart returns the least and the largest loss of tuned models before their first step.
func tuningStart(s world.Sample) (least, most float64) {
	least, most = math.NaN(), math.NaN()
	for _, p := range s.Plans(model.LanguageModel, 60) {
		begin := s.At(start.Add(p.Submitted())).Progress(p.ID())
		if !strings.HasSuffix(begin.Metrics.Model, "-tuning") {
			continue
		}
		if math.IsNaN(least) {
			least, most = begin.Loss, begin.Loss
		}
		least, most = math.Min(least, begin.Loss), math.Max(most, begin.Loss)
	}
	return least, most
}

// accuracyOff returns the largest distance of a model's median final accuracy from the published one on ImageNet.
func accuracyOff(s world.Sample) float64 {
	published := map[string]float64{"resnet50": 0.761, "vit-h14": 0.831, "efficientnet-b0": 0.777}
	ends := map[string][]float64{}
	for _, p := range s.Plans(model.Supervised, 240) {
		if p.Epochs() < 35 {
			continue // Shorter runs than the published ones end earlier.
		}
		if end := s.At(start.Add(p.Ended())).Progress(p.ID()); end.Status == model.Completed {
			ends[end.Metrics.Model] = append(ends[end.Metrics.Model], *end.Metrics.ValAccuracy)
		}
	}
	worst := 0.0
	for name, accuracy := range published {
		if len(ends[name]) == 0 {
			return math.NaN()
		}
		slices.Sort(ends[name])
		worst = math.Max(worst, math.Abs(quantile(ends[name], 0.5)-accuracy))
	}
	return worst
}
