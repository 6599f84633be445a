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
	// top is the accuracy that the curve approaches. Only a share of it is reached at the last step.
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

// The accuracy follows a fit to a run of ResNet-50 with referenceEpochs epochs (MLPerf v2.0):
// 0.80 − 0.512·exp(−epoch/13.2). accuracyLeft is 0.512/0.80, and accuracyEpochs the time constant in epochs.
const (
	referenceEpochs = 35
	accuracyLeft    = 0.64
	accuracyEpochs  = 13.2
)

// reached is the share of its asymptote that the curve of the accuracy reaches at the last step.
var reached = 1 - float64(accuracyLeft*math.Exp(-referenceEpochs/accuracyEpochs))

// federatedErrors is how many times more errors training on clients leaves, whose data differ, than central training
// (Zhao et al. 2018; Reddi et al. 2021).
const federatedErrors = 1.6

// Runs of fewer than enoughEpochs epochs stay behind: ResNet-50 reaches about 0.71 in 16 (Leclerc et al. 2023).
// lostByHalf is the share of the accuracy that half as many epochs lose, and mostLost what the shortest runs do.
const (
	enoughEpochs = 35
	lostByHalf   = 0.05
	mostLost     = 0.7
)

// The final loss of a classifier in nats grows with its share of errors, and then faster: 0.92 with the 0.239 of
// ResNet-50 on ImageNet, 4 with 0.77. mostLoss limits it, relative to the first loss.
const (
	lossPerError, lossPerSquare = 3.2, 2.7
	mostLoss                    = 0.6
)

// fitImages sets the accuracy and the final loss of a classifier that sees its data so many times.
func (f *fit) fitImages(job *model.Job, epochs float64) {
	accuracy := workload.Accuracy(job)
	switch {
	case job.Kind == model.Federated:
		accuracy = max(0, 1-float64(federatedErrors*(1-accuracy)))
	case epochs < enoughEpochs:
		accuracy *= 1 - min(mostLost, lostByHalf*(enoughEpochs/epochs-1))
	}
	f.top = accuracy / reached
	errors := 1 - accuracy
	f.final = min(errors*(lossPerError+float64(lossPerSquare*errors)), mostLoss*f.initial)
}
