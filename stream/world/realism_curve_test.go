package world_test

import (
	"math"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// curveCriteria concern loss, accuracy and step time within a run.
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

// referenceSteps is the length of the GPT-2 124M run whose slopes are the target.
const referenceSteps = 19560

// completed returns some tasks of a kind that were completed and began untrained.
func completed(s world.Sample, kind model.Kind) []world.Plan {
	plans := slices.DeleteFunc(s.Plans(kind, 60), func(p world.Plan) bool {
		return p.Outcome() != model.Completed || p.Job().Pretrained
	})
	return plans[:min(8, len(plans))]
}

type lossNoise struct{ deviation, correlation, rises float64 }

// noiseOf returns statistics of the loss noise of language models, late in their runs where the trend is small.
func noiseOf(s world.Sample) lossNoise {
	var sum lossNoise
	plans := completed(s, model.LanguageModel)
	for _, p := range plans {
		from, n := p.Steps()/2, min(3000, p.Steps()/3)
		squares, products, rises, previous := 0.0, 0.0, 0, 0.0
		calm := 0.0
		for step := from; step < from+n; step++ {
			if near(step, p.SpikeSteps(), 400) {
				continue
			}
			r := p.Loss(step) - p.SmoothLoss(step)
			if p.Loss(step) > p.Loss(step-1) {
				rises++
			}
			squares, products, previous, calm = squares+r*r, products+r*previous, r, calm+1
		}
		sum.deviation += math.Sqrt(squares/calm) * math.Sqrt(p.Tokens())
		sum.correlation += products / squares
		sum.rises += float64(rises) / calm
	}
	k := float64(len(plans))
	return lossNoise{sum.deviation / k, sum.correlation / k, sum.rises / k}
}

func near(step int64, steps []int64, distance int64) bool {
	return slices.ContainsFunc(steps, func(s int64) bool { return step >= s-distance && step <= s+distance })
}

func evaluationsThatRise(s world.Sample) float64 {
	rises, all := 0.0, 0.0
	for _, p := range s.Plans("", 60) {
		last, _ := p.Validation(1)
		for n := int64(2); n <= p.Evaluations(); n++ {
			loss, _ := p.Validation(n)
			if loss > last {
				rises++
			}
			last, all = loss, all+1
		}
	}
	return rises / all
}

// slope returns the slope of log(validation loss) over log(step), between two steps of the reference run.
func slope(s world.Sample, from, to float64) float64 {
	total, plans := 0.0, completed(s, model.LanguageModel)
	for _, p := range plans {
		var n, sx, sy, sxx, sxy float64
		for e := int64(1); e <= p.Epochs(); e++ {
			r := float64(e) / float64(p.Epochs()) * referenceSteps
			if r < from || r > to || near(e*p.EpochSteps(), p.SpikeSteps(), 400) {
				continue
			}
			loss, _ := p.Validation(e)
			x, y := math.Log(r), math.Log(loss)
			n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
		}
		total += (n*sxy - sx*sy) / (n*sxx - sx*sx)
	}
	return total / float64(len(plans))
}

type spikeShape struct{ peak, rise, recovery float64 }

// spikeOf returns the median shape of a spike.
func spikeOf(s world.Sample) spikeShape {
	var peaks, rises, recoveries []float64
	for _, p := range s.Plans(model.LanguageModel, 200) {
		for _, at := range p.SpikeSteps() {
			base := p.SmoothLoss(at - 1)
			top, when, back := 0.0, int64(0), int64(0)
			for step := at - 1; step < at+400; step++ {
				loss := p.Loss(step)
				if loss > top {
					top, when = loss, step
				}
				if loss > base*1.1 {
					back = step
				}
			}
			peaks, rises = append(peaks, top/base), append(rises, float64(when-at+1))
			recoveries = append(recoveries, float64(back-when+1))
		}
	}
	for _, list := range [][]float64{peaks, rises, recoveries} {
		slices.Sort(list)
	}
	if len(peaks) == 0 {
		return spikeShape{}
	}
	return spikeShape{quantile(peaks, 0.5), quantile(rises, 0.5), quantile(recoveries, 0.5)}
}

// stepTimes returns the coefficient of variation of the usual step times, and the share of outliers.
func stepTimes(s world.Sample) (cv, share float64) {
	var n, sum, squares, long float64
	for _, p := range s.Plans("", 8) {
		for step := range int64(5000) {
			x := p.StepTime(step)
			if x > 1.3 {
				long++
				continue
			}
			n, sum, squares = n+1, sum+x, squares+x*x
		}
	}
	mean := sum / n
	return math.Sqrt(squares/n-mean*mean) / mean, long / (n + long)
}

// accuracyError returns the RMS distance from the five published points.
func accuracyError(s world.Sample) float64 {
	points := []struct{ epoch, accuracy float64 }{{3, 0.390}, {11, 0.584}, {19, 0.677}, {27, 0.741}, {35, 0.760}}
	squares, n := 0.0, 0.0
	for _, p := range s.Plans(model.Supervised, 20) {
		if p.Job().Model != "resnet50" || p.Epochs() < 35 {
			continue // Shorter runs than the published one end earlier.
		}
		for _, point := range points {
			_, accuracy := p.Validation(max(1, int64(math.Round(point.epoch/35*float64(p.Epochs())))))
			squares, n = squares+(accuracy-point.accuracy)*(accuracy-point.accuracy), n+1
		}
	}
	return math.Sqrt(squares / n)
}
