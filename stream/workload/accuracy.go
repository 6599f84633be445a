package workload

import (
	"math"

	"trainmock/stream/model"
)

// referenceAccuracy is that of ResNet-50 on ImageNet, to which other accuracies are related.
const referenceAccuracy = 0.761

// errorsPerDecade is the share of errors of ResNet-50 on an unknown data set over log₁₀ of the number of its
// classes: 0.239 with 1,000.
const errorsPerDecade = (1 - referenceAccuracy) / 3

// accuracies holds published accuracies of models on small data sets, in [0, 1]: of McMahan et al. 2017, section 3, in
// central training, and of pytorch-cifar and pytorch-cifar100.
var accuracies = map[pair]float64{
	{"fedavg-cnn", "cifar10"}: 0.86,
	{"fedavg-cnn", "mnist"}:   0.992,
	{"resnet18", "cifar10"}:   0.93,
	{"resnet18", "cifar100"}:  0.756,
}

// pair names a model and a data set.
type pair struct{ model, dataset string }

// Accuracy returns the share of right answers, in [0, 1], that a classifier reaches in central training. It is the
// published one where there is one. Else the errors of models keep the proportion that they have on ImageNet.
func Accuracy(j *model.Job) float64 {
	if a, known := accuracies[pair{j.Model, j.Dataset}]; known {
		return a
	}
	errors := 1.0
	if a, _ := Of(j.Workload); a.Accuracy > 0 {
		errors = (1 - a.Accuracy) / (1 - referenceAccuracy)
	}
	if d, _ := DataOf(j.Workload); d.Accuracy > 0 {
		return 1 - float64(errors*(1-d.Accuracy))
	}
	return 1 - float64(errors*errorsPerDecade*math.Log10(float64(max(2, j.Classes))))
}
