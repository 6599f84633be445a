package world_test

import (
	"math"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// curveCriteria concern loss, accuracy and step time within a run, all as clients get them.
var curveCriteria = []criterion{
	{"loss noise, sd·√tokens", "30", 24, 36, func(s world.Sample) float64 { return noiseOf(s).deviation }},
	{"loss noise, lag-1 autocorrelation", "0", -0.05, 0.05, func(s world.Sample) float64 {
		return noiseOf(s).correlation
	}},
	{"P(step loss rises)", "0.50", 0.48, 0.52, func(s world.Sample) float64 { return noiseOf(s).rises }},
	{"evaluations that rise, share", "0", 0, 0.02, evaluationsThatRise},
	{"log-log slope, early", "-0.20", -0.24, -0.16, func(s world.Sample) float64 { return slope(s, 250, 4000) }},
	{"log-log slope, late", "-0.055", -0.075, -0.035, func(s world.Sample) float64 {
		return slope(s, 8000, referenceSteps)
	}},
	{"spike, peak over base", "2.3", 1.3, 3, func(s world.Sample) float64 { return spikeOf(s).peak }},
	{"spike, rise in steps", "5", 3, 8, func(s world.Sample) float64 { return spikeOf(s).rise }},
	{"spike, recovery in steps", "30", 10, 200, func(s world.Sample) float64 { return spikeOf(s).recovery }},
	{"step time, CV without outliers", "0.008", 0.005, 0.015, first(stepTimes)},
	{"step time, share above 1.3 x", "0.01", 0.005, 0.015, second(stepTimes)},
	{"accuracy against ResNet-50, RMS", "0", 0, 0.01, accuracyError},
}

// referenceSteps is the length of the GPT-2 124M run whose slopes are the target, and referenceTokens the number of
// tokens in each of its steps.
const referenceSteps, referenceTokens = 19560, 524288

// completed returns some tasks of a kind that were completed and began untrained.
func completed(s world.Sample, kind model.Kind) []world.Plan {
	plans := slices.DeleteFunc(s.Plans(kind, 120), func(p world.Plan) bool {
		return s.At(start.Add(p.Ended())).Task(p.ID()).Status != model.Completed || p.Job().Pretrained
	})
	return plans[:min(12, len(plans))]
}

type lossNoise struct{ deviation, correlation, rises float64 }

// noiseOf returns statistics of the loss noise of language models, late in their runs where the trend is small.
var noiseOf = once(func(s world.Sample) lossNoise {
	var sum lossNoise
	all := stepsOf(s)
	for _, line := range all {
		rises := 0.0
		for _, d := range differences(line.loss) {
			if d > 0 {
				rises++
			}
		}
		noise := residuals(line.loss)
		sum.deviation += deviationOf(noise) * math.Sqrt(line.plan.Tokens())
		sum.correlation += lag1(noise)
		sum.rises += rises / float64(len(line.loss)-1)
	}
	k := float64(len(all))
	return lossNoise{sum.deviation / k, sum.correlation / k, sum.rises / k}
})

func near(step int64, steps []int64, distance int64) bool {
	return slices.ContainsFunc(steps, func(s int64) bool { return step >= s-distance && step <= s+distance })
}

// evaluation returns what clients get of a task at its n-th evaluation, and whether it came that far.
func evaluation(s world.Sample, p world.Plan, n int64) (m model.TrainingMetrics, ok bool) {
	at, ok := p.Evaluated(n)
	if !ok {
		return m, false
	}
	m = s.At(start.Add(at)).Progress(p.ID()).Metrics
	return m, m.ValLoss != nil
}

func evaluationsThatRise(s world.Sample) float64 {
	rises, all := 0.0, 0.0
	for _, p := range s.Plans("", 60) {
		last := math.Inf(1)
		for n := int64(1); n <= p.Epochs(); n++ {
			m, ok := evaluation(s, p, n)
			if !ok {
				break
			}
			if *m.ValLoss > last {
				rises++
			}
			last, all = *m.ValLoss, all+1
		}
	}
	return rises / all
}

// slope returns the slope of log(validation loss) over log(step), between two steps of the reference run.
func slope(s world.Sample, from, to float64) float64 {
	total, measured := 0.0, 0.0
	for _, p := range completed(s, model.LanguageModel) {
		if float64(p.Steps())*math.Sqrt(p.Tokens()/referenceTokens) < referenceSteps {
			continue // Shorter runs have only the beginning of the curve.
		}
		var steps, losses []float64
		for e := int64(1); e <= p.Epochs(); e++ {
			r := float64(e) / float64(p.Epochs()) * referenceSteps
			if r < from || r > to || near(e*p.EpochSteps(), p.SpikeSteps(), 400) {
				continue
			}
			if m, ok := evaluation(s, p, e); ok {
				steps, losses = append(steps, math.Log(r)), append(losses, math.Log(*m.ValLoss))
			}
		}
		if len(steps) >= 4 {
			total, measured = total+covariance(steps, losses)/covariance(steps, steps), measured+1
		}
	}
	return total / measured
}

type spikeShape struct{ peak, rise, recovery float64 }

// spikeOf returns the median shape of a spike in training from scratch.
var spikeOf = once(func(s world.Sample) spikeShape {
	const before, behind = 20, 250
	var shapes [3][]float64
	for _, p := range s.Plans(model.LanguageModel, 200) {
		if p.Job().Pretrained {
			continue // The noise of its small steps is as high as a spike that ends.
		}
		for _, at := range p.SpikeSteps() {
			line := lossesFrom(s, p, at-before, before+behind)
			if len(line) < before+behind {
				continue // The task ended first.
			}
			base, top, when, back := meanOf(line[:before]), 0.0, 0, 0
			for i, loss := range line[before:] {
				if loss > top {
					top, when = loss, i+1
				}
				if loss > base*1.1 {
					back = i + 1
				}
			}
			for i, value := range []float64{top / base, float64(when), float64(back - when)} {
				shapes[i] = append(shapes[i], value)
			}
		}
	}
	return spikeShape{quantileOf(shapes[0], 0.5), quantileOf(shapes[1], 0.5), quantileOf(shapes[2], 0.5)}
})

// lossesFrom returns the losses of a number of steps, as far as the task comes.
func lossesFrom(s world.Sample, p world.Plan, first, n int64) []float64 {
	var list []float64
	for step := first; step < first+n; step++ {
		now := s.At(start.Add(p.During(step))).Progress(p.ID())
		if now.Metrics.Step < step {
			break
		}
		list = append(list, now.Loss)
	}
	return list
}

// stepTimes returns the coefficient of variation of the usual step times, and the share of outliers. A step takes as
// long as its throughput says, relative to the steps around it.
var stepTimes = together(func(s world.Sample) (cv, share float64) {
	var usual []float64
	all := 0.0
	for _, line := range stepsOf(s) {
		for block := range slices.Chunk(line.rates, 200) {
			median := quantileOf(slices.Clone(block), 0.5)
			for _, rate := range block {
				all++
				if x := median / rate; x <= 1.3 {
					usual = append(usual, x)
				}
			}
		}
	}
	return variation(usual), 1 - float64(len(usual))/all
})

// accuracyError returns the RMS distance from the five published points.
func accuracyError(s world.Sample) float64 {
	points := []struct{ epoch, accuracy float64 }{{3, 0.390}, {11, 0.584}, {19, 0.677}, {27, 0.741}, {35, 0.760}}
	squares, n := 0.0, 0.0
	for _, p := range s.Plans(model.Supervised, 120) {
		if p.Job().Model != "resnet50" || p.Epochs() < 35 {
			continue // Shorter runs than the published one end earlier.
		}
		for _, point := range points {
			m, ok := evaluation(s, p, max(1, int64(math.Round(point.epoch/35*float64(p.Epochs())))))
			if !ok {
				break
			}
			squares, n = squares+(*m.ValAccuracy-point.accuracy)*(*m.ValAccuracy-point.accuracy), n+1
		}
	}
	return math.Sqrt(squares / n)
}
