package workload

import (
	"maps"
	"slices"

	"trainmock/stream/model"
)

// Dataset is a data set that a job can name.
type Dataset struct {
	// Kind is LanguageModel for text, or Supervised for images.
	Kind model.Kind
	// Samples is the number of images for training, and Classes the number of their classes.
	Samples int64
	Classes int
	// Scale is the number of operations for an image over that for one of 224 pixels.
	Scale float64
	// Bytes is the mean size of an image as it is stored.
	Bytes float64
	// Accuracy is the top-1 accuracy of ResNet-50 without pretraining, in [0, 1].
	Accuracy float64
	// Tokens is the number of tokens of text for training.
	Tokens float64
}

// datasets holds the known data sets. Images are counted by their publishers: Russakovsky et al. 2015 (ImageNet-1k),
// fast.ai (Imagenette), Krizhevsky 2009 (CIFAR), LeCun et al. 1998 (MNIST), Caldas et al. 2018 (FEMNIST: all of them,
// of which each client keeps a tenth for tests). Accuracies are those of torchvision (ImageNet), fast.ai's leaderboard
// (Imagenette, 80 epochs), and the usual public training scripts (pytorch-cifar, pytorch-cifar100, MNIST); that of
// FEMNIST is the one of a small network (Reddi et al. 2021). Tokens are those of nanoGPT's OpenWebText, Raffel et al.
// 2020 as counted by Dodge et al. 2021 (C4), Soboleva et al. 2023 (SlimPajama), Penedo et al. 2024 (FineWeb-Edu), and
// 52,002 instructions of Taori et al. 2023 (Alpaca) packed to 128 tokens. Networks for small images keep their
// resolution: on 32 pixels ResNet-18 takes 0.56e9 operations, not 1.81e9.
var datasets = map[string]Dataset{
	"imagenet":   {Kind: model.Supervised, Samples: 1_281_167, Classes: 1000, Scale: 1, Bytes: 115e3, Accuracy: 0.761},
	"imagenette": {Kind: model.Supervised, Samples: 9469, Classes: 10, Scale: 1, Bytes: 115e3, Accuracy: 0.945},
	"cifar10":    {Kind: model.Supervised, Samples: 50_000, Classes: 10, Scale: 0.31, Bytes: 3073, Accuracy: 0.936},
	"cifar100":   {Kind: model.Supervised, Samples: 50_000, Classes: 100, Scale: 0.31, Bytes: 3074, Accuracy: 0.774},
	"mnist":      {Kind: model.Supervised, Samples: 60_000, Classes: 10, Scale: 0.25, Bytes: 785, Accuracy: 0.995},
	"femnist":    {Kind: model.Supervised, Samples: 805_263, Classes: 62, Scale: 0.25, Bytes: 785, Accuracy: 0.88},

	"openwebtext": {Kind: model.LanguageModel, Tokens: 9.04e9},
	"c4":          {Kind: model.LanguageModel, Tokens: 156e9},
	"slimpajama":  {Kind: model.LanguageModel, Tokens: 627e9},
	"fineweb-edu": {Kind: model.LanguageModel, Tokens: 1.3e12},
	"alpaca":      {Kind: model.LanguageModel, Tokens: 6.7e6},
}

// Datasets returns the names of the known data sets in alphabetical order.
func Datasets() []string { return slices.Sorted(maps.Keys(datasets)) }

// DataOf returns what is known of a job's data set. Known is false if there is nothing.
func DataOf(w model.Workload) (d Dataset, known bool) {
	d, known = datasets[w.Dataset]
	return d, known
}
