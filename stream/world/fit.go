package world

import (
	"math"

	"trainmock/stream/chance"
	"trainmock/stream/model"
	"trainmock/stream/workload"
)

// fit holds the constants of a task's curves.
type fit struct {
	// initial is the loss of the first step, and final that of the last one, in nats.
	initial, final float64
	// likeSteps is how many steps of the reference run the task is like, and likeLoss the loss after them there.
	likeSteps, likeLoss float64
	// top is the accuracy that endless training would reach, in [0, 1].
	top float64
	// gap is by how much the validation loss exceeds the training loss in the end, in nats.
	gap float64
	// batch is the number of samples in a step, and noise the standard deviation of its loss.
	batch, noise float64
}

// The shape of a language model's loss is a fit to a real run: GPT-2 124M with 19,560 steps of half a million tokens
// (log of the modded-nanogpt repository; largest error 2.8 %). Other models have the same shape on a logarithmic scale,
// from another first loss to another last one. Short runs have the beginning of it.
const (
	referenceSteps   = 19560
	referenceTokens  = 524288
	referenceInitial = 10.975
	lossFloor        = 3.18
	lossOnset        = 160
	lossExponent     = -0.98
)

// shape returns the loss of the reference run after so many steps, without the part of the learning rate.
func shape(steps float64) float64 {
	power := math.Pow((steps+lossOnset)/lossOnset, lossExponent)
	return lossFloor + float64((referenceInitial-lossFloor)*power)
}

// newFit draws the constants of a task of so many steps.
func newFit(k chance.Key, job *model.Job, steps int64) fit {
	f := fit{
		initial: math.Log(float64(job.Classes)) + 0.15, batch: float64(job.Batch * job.Nodes),
		gap: k.Of(aboutFit).Between(0.002, 0.014),
	}
	if job.Kind == model.LanguageModel {
		f.fitText(k.Of(aboutFit), job, steps)
		return f
	}
	f.noise = 0.8 / math.Sqrt(f.batch)
	f.fitImages(job, float64(steps)/float64(job.Steps))
	return f
}

// The loss of a language model of N parameters after D tokens is 1.69 + 406.4/N^0.34 + 410.7/D^0.28 (Hoffmann et al.
// 2022, approach 3). Data sets differ: final losses of models scatter by some hundredths around it.
const (
	entropy                          = 1.69
	perParameters, parameterExponent = 406.4, -0.34
	perTokens, tokenExponent         = 410.7, -0.28
	lossScatter                      = 0.035
)

// fitText sets the losses of a language model. A model without a known size has the curve of the reference run.
func (f *fit) fitText(k chance.Key, job *model.Job, steps int64) {
	tokens := f.batch * float64(job.SampleTokens())
	f.noise = 30 / math.Sqrt(tokens)
	f.likeSteps = referenceSteps
	if job.Parameters > 0 {
		// A step of more tokens teaches more, by the root of their number (McCandlish et al. 2018).
		f.likeSteps = min(referenceSteps, float64(steps)*math.Sqrt(tokens/referenceTokens))
	}
	f.likeLoss = shape(f.likeSteps)
	switch {
	case job.Pretrained:
		// Tuned models begin at 1 to 2 nats, because they know the language, and lose a third.
		f.initial = k.Of(1).Between(1.1, 1.8)
		f.final = f.initial * k.Of(2).Between(0.6, 0.75)
	case job.Parameters > 0:
		f.final = entropy + float64(perParameters*math.Pow(job.Parameters, parameterExponent)) +
			float64(perTokens*math.Pow(tokens*float64(steps), tokenExponent)) + float64(lossScatter*k.Of(1).Normal())
		f.final = min(f.final, 0.8*f.initial)
	default:
		f.final = f.likeLoss
	}
}

// referenceAccuracy is that of ResNet-50 on ImageNet, to which the curves of images are fitted.
const referenceAccuracy = 0.761

// federatedErrors is how many times more errors training on clients leaves, whose data differ, than central training
// (Zhao et al. 2018; Reddi et al. 2021).
const federatedErrors = 1.6

// Runs of fewer than enoughEpochs epochs stay behind: ResNet-50 reaches about 0.71 in 16 (Leclerc et al. 2023).
// lostByHalf is the share of the accuracy that half as many epochs lose, and mostLost what the shortest runs do.
const (
	enoughEpochs = 35
	lostByHalf   = 0.05
	mostLost     = 0.3
)

// fitImages sets the accuracy and the final loss of a classifier that sees its data so many times. The errors of models
// keep their published proportion on every data set.
func (f *fit) fitImages(job *model.Job, epochs float64) {
	errors := 1.0
	if a, _ := workload.Of(job.Workload); a.Accuracy > 0 {
		errors = (1 - a.Accuracy) / (1 - referenceAccuracy)
	}
	if job.Kind == model.Federated {
		errors *= federatedErrors
	}
	f.top = 1 - float64(errors*(float64(0.067*math.Log10(float64(job.Classes)))-0.001))
	if job.Kind == model.Supervised && epochs < enoughEpochs {
		lost := min(mostLost, lostByHalf*(enoughEpochs/epochs-1))
		errors *= 1 + lost/(1-f.top)
		f.top *= 1 - lost
	}
	f.final = min(0.13*errors, 0.6) * f.initial
}
