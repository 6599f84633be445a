package world

import (
	"math"
	"time"

	"trainmock/stream/model"
)

// The loss of a language model is a fit to a real run: GPT-2 124M with 19,560 steps (log of the modded-nanogpt
// repository; largest error 2.8 %).
const (
	referenceSteps = 19560
	lossFloor      = 3.18
	lossOnset      = 160
	lossExponent   = -0.98
	lossPerRate    = 0.14
)

// referenceEpochs is the length, in epochs, of the ResNet-50 run that the accuracy follows (MLPerf v2.0).
const referenceEpochs = 35

// tokensPerSample is the sequence length of the language models.
const tokensPerSample = 1024

// warmUp is the share of a run during which the learning rate rises. Published runs have 3 to 4 %.
const warmUp = 0.035

// fraction returns the share of all steps that is done at a step, in [0, 1].
func (p *plan) fraction(step int64) float64 { return float64(step) / float64(p.epochs*p.steps) }

// rateFactor returns the learning rate at a step over its peak, in [0, 1]: a linear warm-up, then a cosine to zero.
func (p *plan) rateFactor(step int64) float64 {
	x := p.fraction(step)
	if x < warmUp {
		return x / warmUp
	}
	return (1 + math.Cos(math.Pi*(x-warmUp)/(1-warmUp))) / 2
}

// smoothLoss returns the training loss at a step without noise, spikes and divergence.
func (p *plan) smoothLoss(step int64) float64 {
	initial := math.Log(float64(p.job.Classes)) + 0.15
	if p.job.Kind == model.LanguageModel {
		r := float64(p.fraction(step) * referenceSteps)
		power := math.Pow((r+lossOnset)/lossOnset, lossExponent)
		return lossFloor + float64((initial-lossFloor)*power) + float64(lossPerRate*p.rateFactor(step))
	}
	e := float64(p.fraction(step) * referenceEpochs)
	floor := float64(0.13 * initial)
	fall := float64(0.55*math.Exp(-e/0.7)) + float64(0.45*math.Exp(-e/13.2))
	return floor + float64((initial-floor)*fall)
}

// loss returns the training loss of a step, as seen at t. Its noise is white and shrinks with the square root of the
// number of samples, or tokens, in a step.
func (p *plan) loss(step int64, t time.Duration) float64 {
	samples := float64(p.job.Batch * p.job.Nodes)
	deviation := 0.8 / math.Sqrt(samples)
	if p.job.Kind == model.LanguageModel {
		deviation = 30 / math.Sqrt(samples*tokensPerSample)
	}
	if step == 0 {
		deviation = 0
	}
	noise := p.key.Of(aboutLoss, uint64(step)).Normal()
	excess, _ := p.excess(step, t)
	return math.Max(0.001, float64(p.smoothLoss(step)*excess)+float64(deviation*noise))
}

// accuracy returns the share of right answers at a step, in [0, 1]. It follows the fit
// 0.80 − 0.512·exp(−epoch/13.2) for 1,000 classes and ends higher with fewer. It begins at the
// accuracy of guessing.
func (p *plan) accuracy(step int64) float64 {
	e := float64(p.fraction(step) * referenceEpochs)
	classes := float64(p.job.Classes)
	top := 1.001 - float64(0.067*math.Log10(classes))
	trained := float64(top * (1 - float64(0.64*math.Exp(-e/13.2))))
	chance := 1 / classes
	return chance + float64((trained-chance)*(1-math.Exp(-e/0.5)))
}

// gradNorm returns the global norm of the gradient at a step, as seen at t: about 15 at the first step, soon 0.3, and
// 0.24 at the end.
func (p *plan) gradNorm(step int64, t time.Duration) float64 {
	x := p.fraction(step)
	smooth := 0.24 + float64(0.08*(1-x)) + float64(14.6*math.Exp(-x*150)) + float64(0.5*math.Exp(-x*25))
	_, excess := p.excess(step, t)
	return smooth * excess * (1 + float64(0.08*p.key.Of(aboutGradient, uint64(step)).Normal()))
}

// samplesPerSecond returns the throughput of the whole gang at a step, given the rate of the leg.
func (p *plan) samplesPerSecond(step int64, rate float64) float64 {
	return float64(p.job.Batch*p.job.Nodes) / p.step.Seconds() * rate / p.stepTime(step)
}

// stepTime returns the time of a step over the usual one. It scatters by 0.8 %, and one step in a hundred takes 1.9 to
// 2.2 times as long.
func (p *plan) stepTime(step int64) float64 {
	k := p.key.Of(aboutThroughput, uint64(step))
	if k.Of(1).Unit() < 0.01 {
		return k.Of(2).Between(1.9, 2.2)
	}
	return 1 + float64(0.008*k.Normal())
}
