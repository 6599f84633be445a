// Package workload owns what is known of models, data sets and GPUs, and the arithmetic that derives a job's times and
// sizes from what it trains.
package workload

import (
	"maps"
	"slices"

	"trainmock/stream/model"
)

// Architecture is a neural network that a job can name as its model.
type Architecture struct {
	// Kind is LanguageModel, or Supervised for a classifier of images, which may also be trained on clients.
	Kind model.Kind
	// Parameters is the number of parameters.
	Parameters float64
	// MACs is the number of multiply-accumulate operations of a forward pass over one image.
	MACs float64
	// Sequence is the number of tokens of a sample, and Vocabulary the number of tokens that there are.
	Sequence, Vocabulary int
	// Batch is the usual number of tokens in a step, or of images on one GPU in a step.
	Batch float64
	// LearningRate is the usual peak of the learning rate. For images it belongs to steps of 256 images.
	LearningRate float64
	// MFU is a usual model FLOPs utilisation.
	MFU float64
	// Accuracy is the published top-1 accuracy on ImageNet, in [0, 1].
	Accuracy float64
}

// The usual utilisations. Language models reach 30 to 48 % (PaLM 46 %, Llama 3 38 to 43 %, OPT-175B 47 % of A100s);
// convolutions on NVIDIA's published ResNet-50 throughput about 20 %, and depthwise ones about 2 %.
const (
	transformerMFU = 0.4
	convolutionMFU = 0.2
	depthwiseMFU   = 0.02
)

// architectures holds the known models. Sizes, batches and rates are those of the papers:
//
//	gpt2        Radford et al. 2019, Table 2, with the sizes as corrected later (OpenAI's repository gpt-2); batch and
//	            rate of about the same sizes from Brown et al. 2020, Table 2.1
//	llama       Touvron et al. 2023, Table 2
//	llama-2     Touvron et al. 2023 (Llama 2), Table 1
//	llama-3     Llama team 2024, Table 3; batches of section 3.4.1, the last of 405B and the first for the others
//	bloom       BigScience 2022, Table 3; the vocabulary with its padding
//	images      parameters, operations and accuracies of torchvision's weights IMAGENET1K_V1; vit-h14 has the accuracy
//	            of He et al. 2022, Table 3, from scratch; rates of Goyal et al. 2017, Tan, Le 2019 and, for vit, Touvron
//	            et al. 2021 (5e-4 for 512 images)
//	fedavg-cnn  McMahan et al. 2017, section 3; operations as if for 224 pixels
var architectures = map[string]Architecture{
	"gpt2-124m": language(124e6, 1024, 50257, 0.5e6, 6e-4),
	"gpt2-355m": language(355e6, 1024, 50257, 0.5e6, 3e-4),
	"gpt2-774m": language(774e6, 1024, 50257, 0.5e6, 2.5e-4),
	"gpt2-1.5b": language(1.558e9, 1024, 50257, 1e6, 2e-4),

	"llama-7b":  language(6.7e9, 2048, 32000, 4e6, 3e-4),
	"llama-13b": language(13e9, 2048, 32000, 4e6, 3e-4),
	"llama-33b": language(32.5e9, 2048, 32000, 4e6, 1.5e-4),
	"llama-65b": language(65.2e9, 2048, 32000, 4e6, 1.5e-4),

	"llama-2-7b":  language(6.7e9, 4096, 32000, 4e6, 3e-4),
	"llama-2-13b": language(13e9, 4096, 32000, 4e6, 3e-4),
	"llama-2-70b": language(69e9, 4096, 32000, 4e6, 1.5e-4),

	"llama-3-8b":   language(8.03e9, 8192, 128256, 4e6, 3e-4),
	"llama-3-70b":  language(70.6e9, 8192, 128256, 4e6, 1.5e-4),
	"llama-3-405b": language(405e9, 8192, 128256, 16e6, 8e-5),

	"bloom-176b": language(176e9, 2048, 250880, 4e6, 6e-5),

	"resnet18":        images(11.7e6, 1.81e9, 256, 0.1, convolutionMFU, 0.698),
	"resnet50":        images(25.6e6, 4.09e9, 256, 0.1, convolutionMFU, 0.761),
	"efficientnet-b0": images(5.3e6, 0.39e9, 256, 0.016, depthwiseMFU, 0.777),
	"vit-b16":         images(86.6e6, 17.6e9, 256, 2.5e-4, transformerMFU, 0.811),
	"vit-h14":         images(632e6, 167.3e9, 64, 2.5e-4, transformerMFU, 0.831),
	"fedavg-cnn":      images(1.66e6, 48e6, 50, 0.1, convolutionMFU, 0),
}

// language returns a language model.
func language(parameters float64, sequence, vocabulary int, batch, rate float64) Architecture {
	return Architecture{
		Kind: model.LanguageModel, Parameters: parameters, Sequence: sequence, Vocabulary: vocabulary, Batch: batch,
		LearningRate: rate, MFU: transformerMFU,
	}
}

// images returns a classifier of images.
func images(parameters, macs, batch, rate, mfu, accuracy float64) Architecture {
	return Architecture{
		Kind: model.Supervised, Parameters: parameters, MACs: macs, Batch: batch, LearningRate: rate, MFU: mfu,
		Accuracy: accuracy,
	}
}

// Models returns the names of the known models in alphabetical order.
func Models() []string { return slices.Sorted(maps.Keys(architectures)) }

// Of returns what is known of a job's model. Known is false if there is nothing.
func Of(w model.Workload) (a Architecture, known bool) {
	a, known = architectures[w.Model]
	return a, known
}
