package world_test

import (
	"cmp"
	"math"
	"slices"
)

// sample is one thing to be classified: its features, and whether it is real.
type sample struct {
	features []float64
	real     bool
}

// stump is a decision by one feature: what it adds to the score of a sample below a threshold, and above it.
type stump struct {
	feature      int
	threshold    float64
	below, above float64
}

func (s stump) score(features []float64) float64 {
	if features[s.feature] < s.threshold {
		return s.below
	}
	return s.above
}

// The classifier is a sum of stumps, each fitted to what those before it leave (gradient boosting with the logistic
// loss, Friedman 2001). It learns slowly, and looks at a number of thresholds for each feature.
const (
	stumps     = 80
	learning   = 0.2
	thresholds = 16
	folds      = 5
)

// separation returns how well a classifier tells real samples from others that it has not seen, as the area under the
// ROC curve in five-fold cross-validation: 0.5 if it cannot, 1 if it always does.
func separation(samples []sample) float64 {
	scores := make([]float64, len(samples))
	for fold := range folds {
		var known []sample
		for i, s := range samples {
			if i%folds != fold {
				known = append(known, s)
			}
		}
		ensemble := boost(known)
		for i := fold; i < len(samples); i += folds {
			for _, s := range ensemble {
				scores[i] += s.score(samples[i].features)
			}
		}
	}
	return areaUnderCurve(samples, scores)
}

// boost fits the stumps.
func boost(samples []sample) []stump {
	scores := make([]float64, len(samples))
	candidates := candidatesOf(samples)
	var ensemble []stump
	for range stumps {
		// The gradient of the loss and its second derivative.
		gradients, curvatures := make([]float64, len(samples)), make([]float64, len(samples))
		for i, s := range samples {
			p, is := 1/(1+math.Exp(-scores[i])), 0.0
			if s.real {
				is = 1
			}
			gradients[i], curvatures[i] = is-p, p*(1-p)
		}
		best := bestStump(samples, candidates, gradients, curvatures)
		for i, s := range samples {
			scores[i] += best.score(s.features)
		}
		ensemble = append(ensemble, best)
	}
	return ensemble
}

// candidatesOf returns thresholds at the quantiles of each feature.
func candidatesOf(samples []sample) [][]float64 {
	candidates := make([][]float64, len(samples[0].features))
	for f := range candidates {
		values := make([]float64, len(samples))
		for i, s := range samples {
			values[i] = s.features[f]
		}
		slices.Sort(values)
		for k := range thresholds {
			candidates[f] = append(candidates[f], quantile(values, (float64(k)+0.5)/thresholds))
		}
	}
	return candidates
}

// bestStump returns the stump that lowers the loss most, by a Newton step on either side.
func bestStump(samples []sample, candidates [][]float64, gradients, curvatures []float64) stump {
	var best stump
	most := math.Inf(-1)
	for f, list := range candidates {
		for _, threshold := range list {
			var g, h [2]float64
			for i, s := range samples {
				side := 0
				if s.features[f] >= threshold {
					side = 1
				}
				g[side], h[side] = g[side]+gradients[i], h[side]+curvatures[i]
			}
			// One is added so that a side with few samples says little.
			if gain := g[0]*g[0]/(h[0]+1) + g[1]*g[1]/(h[1]+1); gain > most {
				most = gain
				best = stump{f, threshold, learning * g[0] / (h[0] + 1), learning * g[1] / (h[1] + 1)}
			}
		}
	}
	return best
}

// areaUnderCurve returns the probability that a real sample has a higher score than another one.
func areaUnderCurve(samples []sample, scores []float64) float64 {
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	others, below := 0.0, 0.0
	for _, i := range order {
		if samples[i].real {
			below += others
		} else {
			others++
		}
	}
	return below / others / (float64(len(samples)) - others)
}
