package model

// Workload says what a job trains, as a person would.
type Workload struct {
	// Model is the name of the architecture: one that package workload knows, or any other beside Parameters.
	Model string `yaml:"model"`
	// Dataset is the name of the data set, one that package workload knows.
	Dataset string `yaml:"dataset"`
	// Parameters is the number of trained parameters. Defaults to the model's; 0 means unknown.
	Parameters float64 `yaml:"parameters"`
	// Tokens is the number of tokens that a task of a language model reads.
	Tokens float64 `yaml:"tokens"`
	// SequenceLength is the number of tokens of a sample. Defaults to the model's, or UsualSequence.
	SequenceLength int `yaml:"sequence_length"`
	// Dtype is the number format of the matrix products. Defaults to BF16.
	Dtype Dtype `yaml:"dtype"`
	// GPUs is the number of GPUs of a task. It replaces the number of nodes.
	GPUs int `yaml:"gpus"`
	// MFU is the model FLOPs utilisation, in (0, 1): the operations that the model needs over those that the GPUs could
	// do at their peak. Defaults to the model's.
	MFU float64 `yaml:"mfu"`
	// Pretrained says that a language model is trained already, and now tuned.
	Pretrained bool `yaml:"pretrained"`
}

// UsualSequence is the number of tokens of a sample where neither a job nor its model says it: that of GPT-2.
const UsualSequence = 1024

// Dtype is a number format of matrix products.
type Dtype string

// The number formats.
const (
	FP8  Dtype = "fp8"
	BF16 Dtype = "bf16"
	FP16 Dtype = "fp16"
	TF32 Dtype = "tf32"
	FP32 Dtype = "fp32"
)

// SampleTokens returns the number of tokens of a sample of a language model.
func (w Workload) SampleTokens() int {
	if w.SequenceLength == 0 {
		return UsualSequence
	}
	return w.SequenceLength
}
