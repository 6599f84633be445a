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
	// top is the accuracy that endless training would reach, in [0, 1].
	top float64
	// gap is by how much the validation loss exceeds the training loss in the end, in nats.
	gap float64
	// batch is the number of samples in a step, and noise the standard deviation of its loss.
	batch, noise float64
}

// The first and the last loss of the run that the curves of language models are fitted to, in nats.
const (
	referenceInitial = 10.975
	referenceFinal   = 3.25
)

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
	f.fitImages(job)
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

// fitText sets the losses of a language model. A model without a known size ends as the reference run.
func (f *fit) fitText(k chance.Key, job *model.Job, steps int64) {
	tokens := f.batch * float64(job.SampleTokens())
	f.noise = 30 / math.Sqrt(tokens)
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
		f.final = referenceFinal
	}
}

// referenceAccuracy is that of ResNet-50 on ImageNet, to which the curves of images are fitted.
const referenceAccuracy = 0.761

// fitImages sets the accuracy and the final loss of a classifier. The errors of models keep their published proportion
// on every data set.
func (f *fit) fitImages(job *model.Job) {
	errors := 1.0
	if a, _ := workload.Of(job.Workload); a.Accuracy > 0 {
		errors = (1 - a.Accuracy) / (1 - referenceAccuracy)
	}
	f.top = 1 - float64(errors*(float64(0.067*math.Log10(float64(job.Classes)))-0.001))
	f.final = 0.13 * f.initial * errors
}
