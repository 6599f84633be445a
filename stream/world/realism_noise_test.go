package world_test

import (
	"math"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// noiseCriteria concern the series of a language model, step by step, as clients get it.
var noiseCriteria = []criterion{
	{"loss residual, skew", "0.82", 0.5, 1.3, func(s world.Sample) float64 { return residualOf(s).skew }},
	{"loss residual, excess kurtosis", "2.2", 1, 5, func(s world.Sample) float64 { return residualOf(s).kurtosis }},
	{"loss residual, largest of 256, sd", "4.5", 3.5, 6, func(s world.Sample) float64 { return residualOf(s).largest }},
	{"gradient norm, skew", "5", 3, 8, func(s world.Sample) float64 { return residualOf(s).gradientSkew }},
	{"gradient norm, sd of ln", "0.06-0.10", 0.06, 0.10, func(s world.Sample) float64 { return residualOf(s).gradientSD }},
	{"gradient norm, correlation with loss", "0.14", 0.08, 0.20, func(s world.Sample) float64 {
		return residualOf(s).together
	}},
	{"validation - smoothed loss, least", "0", -0.01, 0.03, first(validationGapsOnce)},
	{"validation - smoothed loss, most", "0.015", -0.01, 0.03, second(validationGapsOnce)},
}

// residualNoise holds statistics of the loss and the gradient norm around their trends.
type residualNoise struct {
	skew, kurtosis, largest, gradientSkew, gradientSD, together float64
}

// residualOf returns the statistics of some tasks of language models in the second half of their steps.
var residualOf = once(func(s world.Sample) residualNoise {
	var losses, gradients []float64
	for _, line := range stepsOf(s) {
		losses = append(losses, normalized(residuals(line.loss))...)
		gradients = append(gradients, residuals(logs(line.gradient))...)
	}
	l, g := momentsOf(losses), momentsOf(exponentials(gradients))
	var largest []float64
	for block := range slices.Chunk(losses, 256) {
		most := 0.0
		for _, x := range block {
			most = math.Max(most, math.Abs(x)/l.deviation)
		}
		largest = append(largest, most)
	}
	slices.Sort(largest)
	product := 0.0
	for i := range losses {
		product += (losses[i] - l.mean) * (math.Exp(gradients[i]) - g.mean)
	}
	return residualNoise{
		skew: l.skew, kurtosis: l.kurtosis, largest: quantile(largest, 0.5), gradientSkew: g.skew,
		gradientSD: momentsOf(gradients).deviation,
		together:   product / float64(len(losses)) / l.deviation / g.deviation,
	}
})

var validationGapsOnce = together(validationGaps)

// stepSeries is a task of a language model, step by step: loss, gradient norm and samples per second.
type stepSeries struct {
	plan                  world.Plan
	loss, gradient, rates []float64
}

// stepsOf returns some long tasks of language models behind the middle of their steps, where the trend is small.
var stepsOf = once(func(s world.Sample) []stepSeries {
	var list []stepSeries
	for _, p := range completed(s, model.LanguageModel) {
		if p.Steps() > 6000 && len(list) < 4 {
			list = append(list, stepByStep(s, p, 4096))
		}
	}
	return list
})

// stepByStep returns a number of steps behind the middle of a task, without spikes.
func stepByStep(s world.Sample, p world.Plan, n int64) stepSeries {
	l := stepSeries{plan: p}
	for step := p.Steps() / 2; int64(len(l.loss)) < min(n, p.Steps()/3); step++ {
		if near(step, p.SpikeSteps(), 400) {
			continue
		}
		now := s.At(start.Add(p.During(step))).Progress(p.ID())
		l.loss, l.gradient = append(l.loss, now.Loss), append(l.gradient, now.Metrics.GradNorm)
		if now.Metrics.SamplesPerSecond > 0 {
			l.rates = append(l.rates, now.Metrics.SamplesPerSecond)
		}
	}
	return l
}

// residuals returns what a series is off its mean over 101 values around.
func residuals(x []float64) []float64 {
	const half = 50
	sum := 0.0
	for _, v := range x[:2*half+1] {
		sum += v
	}
	var list []float64
	for i := half; i+half+1 < len(x); i++ {
		list = append(list, (x[i]-sum/(2*half+1))*(2*half+1)/(2*half))
		sum += x[i+half+1] - x[i-half]
	}
	return list
}

// normalized divides a series by its standard deviation.
func normalized(x []float64) []float64 {
	deviation := momentsOf(x).deviation
	for i := range x {
		x[i] /= deviation
	}
	return x
}

func logs(x []float64) []float64 {
	list := make([]float64, len(x))
	for i := range x {
		list[i] = math.Log(x[i])
	}
	return list
}

func exponentials(x []float64) []float64 {
	list := make([]float64, len(x))
	for i := range x {
		list[i] = math.Exp(x[i])
	}
	return list
}

type moments struct{ mean, deviation, skew, kurtosis float64 }

// momentsOf returns the first four moments of a sample, the last as excess.
func momentsOf(x []float64) moments {
	var m moments
	n := float64(len(x))
	for _, v := range x {
		m.mean += v / n
	}
	var second, third, fourth float64
	for _, v := range x {
		d := v - m.mean
		second, third, fourth = second+d*d/n, third+d*d*d/n, fourth+d*d*d*d/n
	}
	m.deviation = math.Sqrt(second)
	m.skew, m.kurtosis = third/math.Pow(second, 1.5), fourth/(second*second)-3
	return m
}

// validationGaps returns the least and the largest median, over the tasks of a world, of a validation loss less the
// mean training loss of the steps around the evaluation.
func validationGaps(s world.Sample) (least, most float64) {
	gaps := map[string][]float64{}
	for _, p := range completed(s, model.LanguageModel) {
		for epoch := p.Epochs() / 2; epoch < p.Epochs()-1; epoch += max(1, p.Epochs()/8) {
			if near(epoch*p.EpochSteps(), p.SpikeSteps(), 400) {
				continue
			}
			sum, half := 0.0, min(40, p.EpochSteps()-1)
			for step := epoch*p.EpochSteps() - half; step <= epoch*p.EpochSteps()+half; step++ {
				sum += s.At(start.Add(p.During(step))).Progress(p.ID()).Loss
			}
			after := s.At(start.Add(p.During(epoch*p.EpochSteps() + 1))).Progress(p.ID()).Metrics.ValLoss
			gaps[p.ID()] = append(gaps[p.ID()], *after-sum/float64(2*half+1))
		}
	}
	return medians(gaps)
}
