package world

import (
	"math"
	"time"

	"trainmock/stream/model"
)

// lossPerRate is the part of a language model's loss in nats that comes with the peak of the learning rate.
const lossPerRate = 0.14

// The reference steps within which the loss leaves the scale of its beginning for that of its end, if it is the
// smaller or the larger one. A slower rise keeps the loss falling.
const (
	scaleFall = 60
	scaleRise = 400
)

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
	x := p.fraction(step)
	switch {
	case p.job.Kind != model.LanguageModel:
		fall := (imageFall(float64(x*referenceEpochs)) - fallAtEnd) / (1 - fallAtEnd)
		return (p.final + float64((p.initial-p.final)*fall)) * (1 - float64(1.5*p.zigzag(step)))
	case p.job.Pretrained:
		fall := float64(0.6*math.Exp(-x/0.03)) + float64(0.4*math.Exp(-x/0.35))
		return p.final + float64((p.initial-p.final)*fall)
	default:
		r := float64(x * p.likeSteps)
		return (shape(r) + float64(lossPerRate*p.rateFactor(step))) * p.scale(r)
	}
}

// imageFall returns the part of a classifier's first loss that is left after so many epochs of the reference run.
func imageFall(epochs float64) float64 {
	return float64(0.55*math.Exp(-epochs/0.7)) + float64(0.45*math.Exp(-epochs/accuracyEpochs))
}

var fallAtEnd = imageFall(referenceEpochs)

// scale returns the loss of a language model over that of the reference run, after so many steps of that.
func (p *plan) scale(r float64) float64 {
	first, last := p.initial/referenceInitial, p.final/p.likeLoss
	length := float64(scaleFall)
	if last > first {
		length = scaleRise
	}
	if r > 20*length {
		return last
	}
	return last + float64((first-last)*math.Exp(-r/length))
}

// zigzag returns by how much the accuracy of a federated task is off its trend at a step: by points from round to
// round, because the clients have different data, and less towards the end (Zhao et al. 2018).
func (p *plan) zigzag(step int64) float64 {
	round := step / p.steps
	if p.job.Kind != model.Federated || round == 0 {
		return 0
	}
	x := p.fraction(round * p.steps)
	return 0.025 * (1 - float64(0.6*x)) * p.key.Of(aboutRound, uint64(round)).Normal()
}

// loss returns the training loss of a step, as seen at t. Its noise is white and shrinks with the square root of the
// number of samples, or tokens, in a step.
func (p *plan) loss(step int64, t time.Duration) float64 {
	excess, _ := p.excess(step, t)
	trend := float64(p.smoothLoss(step) * excess)
	if step == 0 {
		return trend
	}
	return max(0.001, trend+float64(p.noise*residual(p.key.Of(aboutLoss, uint64(step)))))
}

// accuracy returns the share of right answers at a step: about that of guessing at first, and that of the model on its
// data in the end. Chance can take it a little outside [0, 1].
func (p *plan) accuracy(step int64) float64 {
	e := float64(p.fraction(step) * referenceEpochs)
	trained := float64(p.top * (1 - float64(accuracyLeft*math.Exp(-e/accuracyEpochs))))
	chance := 1 / float64(p.job.Classes)
	return chance + float64((trained-chance)*(1-math.Exp(-e/0.5))) + p.zigzag(step)
}

// The gradient norm scatters by 7 %, a seventh of it with the loss. One step in 170 has a norm that is larger by 30 to
// 130 %. That gives the skew of 5 of real runs.
const (
	gradientScatter  = 0.069
	gradientWithLoss = 0.0135
	gradientJumps    = 0.006
)

// gradNorm returns the global norm of the gradient at a step, as seen at t: about 15 at the first step, soon 0.3, and
// 0.24 at the end.
func (p *plan) gradNorm(step int64, t time.Duration) float64 {
	x := p.fraction(step)
	smooth := 0.24 + float64(0.08*(1-x)) + float64(14.6*math.Exp(-x*150)) + float64(0.5*math.Exp(-x*25))
	_, excess := p.excess(step, t)
	k := p.key.Of(aboutGradient, uint64(step))
	loss := gradientWithLoss * p.physics.together * residual(p.key.Of(aboutLoss, uint64(step)))
	noise := float64(gradientScatter*p.physics.scatter*k.Normal()) + float64(loss)
	if jump := k.Of(1); jump.Unit() < gradientJumps*p.physics.jumps {
		noise += jump.Of(1).Between(0.3, 1.3)
	}
	return smooth * excess * (1 + noise)
}

// samplesPerSecond returns the throughput of the whole gang at a step, given the rate of the segment.
func (p *plan) samplesPerSecond(step int64, rate float64) float64 {
	return p.batch / p.step.Seconds() * rate * p.physics.throughput / stepTime(p.key, step)
}
