package scenario_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// described is a file whose jobs say what they train, and little else.
const described = `name: described
groups:
  - {name: a100, count: 12, cpus: 128, memory_gb: 1024, gpu: A100-SXM4-80GB, gpus: 8}
  - {name: l4, count: 2, cpus: 48, memory_gb: 192, gpu: L4, gpus: 4}
  - {name: cpu, count: 4, cpus: 64, memory_gb: 256}
jobs:
  - model: llama-7b
    group: a100
    gpus: 64
    tokens: 2e9
  - model: resnet50
    dataset: imagenet
    group: l4
    nodes: 2
  - model: gpt2-124m
    dataset: openwebtext
    group: a100
    nodes: 4
`

// TestDescribed holds derived values to what one computes by hand.
func TestDescribed(t *testing.T) {
	jobs := mustParse(t, described).Jobs
	for _, tc := range []struct {
		name            string
		kind            model.Kind
		nodes           int
		tokensOrSamples float64
		// step is 6·N·tokens, or 6·MACs·samples, over the operations per second of all GPUs at 40 or 20 %.
		step    float64
		classes int
	}{
		{"llama-7b", model.LanguageModel, 8, 2e9, 6 * 6.7e9 * 4e6 / (64 * 312e12 * 0.4), 32000},
		{"resnet50-imagenet", model.Supervised, 2, 90 * 1281167, 6 * 4.09e9 * 2048 / (8 * 121e12 * 0.2), 1000},
		{"gpt2-124m-openwebtext", model.LanguageModel, 4, 9.04e9, 6 * 124e6 * 0.5e6 / (32 * 312e12 * 0.4), 50257},
	} {
		i := slices.IndexFunc(jobs, func(j model.Job) bool { return j.Name == tc.name })
		if i < 0 {
			t.Fatalf("no job has the name %s", tc.name)
		}
		j := jobs[i]
		if j.Kind != tc.kind || j.Nodes != tc.nodes || j.Classes != tc.classes {
			t.Errorf("%s: got %s on %d nodes with %d classes, want %s, %d, %d",
				tc.name, j.Kind, j.Nodes, j.Classes, tc.kind, tc.nodes, tc.classes)
		}
		amount := float64(j.Epochs) * float64(j.Steps) * float64(j.Batch*j.Nodes)
		if j.Kind == model.LanguageModel {
			amount *= float64(j.SequenceLength)
		}
		if math.Abs(amount/tc.tokensOrSamples-1) > 0.03 {
			t.Errorf("%s: a task has %.4g tokens or samples, want %.4g", tc.name, amount, tc.tokensOrSamples)
		}
		if math.Abs(j.StepTime.Seconds()/tc.step-1) > 0.03 {
			t.Errorf("%s: a step takes %v, want %.4g s", tc.name, j.StepTime, tc.step)
		}
		length := time.Duration(j.Epochs*j.Steps) * j.StepTime
		if j.Period < length || j.Period > 2*length || j.Checkpoint < 3*time.Second {
			t.Errorf("%s: period %v for %v of training, checkpoints of %v", tc.name, j.Period, length, j.Checkpoint)
		}
	}
}

// TestDescribedIsAStart checks that a value in the file replaces the derived one, and that the others follow it.
func TestDescribedIsAStart(t *testing.T) {
	usual := mustParse(t, described).Jobs[0]
	for _, tc := range []struct {
		line string
		got  func(j model.Job) any
		want any
	}{
		{"name: mine", func(j model.Job) any { return j.Name }, "mine"},
		{"batch: 512", func(j model.Job) any { return j.Batch }, 512},
		{"batch: 488", func(j model.Job) any { return j.StepTime > usual.StepTime }, true},
		{"learning_rate: 0.5", func(j model.Job) any { return j.LearningRate }, 0.5},
		{"classes: 64000", func(j model.Job) any { return j.Classes }, 64000},
		{"parameters: 13e9", func(j model.Job) any { return j.StepTime > usual.StepTime*19/10 }, true},
		{"mfu: 0.2", func(j model.Job) any { return j.StepTime.Round(time.Second) }, (2 * usual.StepTime).Round(time.Second)},
		{"dtype: tf32", func(j model.Job) any { return j.StepTime.Round(time.Second) },
			(2 * usual.StepTime).Round(time.Second)},
		{"sequence_length: 4096", func(j model.Job) any { return j.Batch }, usual.Batch / 2},
		{"step_time: 30s", func(j model.Job) any { return j.StepTime }, 30 * time.Second},
		{"steps: 10", func(j model.Job) any { return j.Steps }, int64(10)},
		{"epochs: 7", func(j model.Job) any { return j.Epochs*j.Steps > 450 && j.Epochs == 7 }, true},
		{"startup: 0s", func(j model.Job) any { return j.Startup }, time.Duration(0)},
		{"evaluation: 0s", func(j model.Job) any { return j.Evaluation }, time.Duration(0)},
		{"checkpoint: 1s", func(j model.Job) any { return j.Checkpoint }, time.Second},
		{"checkpoint_every: 2", func(j model.Job) any { return j.CheckpointEvery }, int64(2)},
		{"period: 6h", func(j model.Job) any { return j.Period }, 6 * time.Hour},
		{"pretrained: true", func(j model.Job) any { return j.LearningRate }, 2e-5},
	} {
		t.Run(tc.line, func(t *testing.T) {
			j := mustParse(t, strings.Replace(described, "  - model: llama-7b\n", "  - model: llama-7b\n    "+tc.line+"\n",
				1)).Jobs[0]
			if got := tc.got(j); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// TestCompressedWorkload checks that derived durations are compressed as written ones are.
func TestCompressedWorkload(t *testing.T) {
	usual := mustParse(t, described).Jobs[0]
	fast := mustParse(t, strings.Replace(described, "name: described", "compression: 60", 1)).Jobs[0]
	if got, want := fast.StepTime, usual.StepTime/60; (got-want).Abs() > time.Millisecond || fast.Epochs != usual.Epochs {
		t.Errorf("%d epochs with steps of %v, want %d with %v", fast.Epochs, got, usual.Epochs, want)
	}
}

// badWorkloads lists changes that make the described jobs impossible: a part of each error, and the line that it is about.
var badWorkloads = []struct{ old, bad, want, at string }{
	{"model: llama-7b", "model: lama-7b", `nothing is known of "lama-7b": did you mean "llama-7b"?`, "model:"},
	{"model: llama-7b", "model: mine", `or add parameters, such as parameters: 7e9`, "model:"},
	{"dataset: imagenet", "dataset: imagnet", `did you mean "imagenet"?`, "dataset:"},
	{"dataset: imagenet", "dataset: c4", "dataset: c4 does not go with kind: supervised", "dataset:"},
	{"model: llama-7b", "model: llama-7b\n    dataset: cifar10", "use, for example, dataset: openwebtext", "dataset:"},
	{"model: llama-7b", "model: llama-7b\n    kind: supervised", "llama-7b does not go with kind: supervised", "model:"},
	{"model: llama-7b", "name: a\n    kind: language_model\n    learning_rate: 0.1",
		"tokens: without a model they do not say how long a task takes", "tokens:"},
	{"dataset: imagenet", "tokens: 1e8", "tokens: only language models have that", "tokens: 1e8"},
	{"dataset: imagenet", "dataset: imagenet\n    pretrained: true", "pretrained: only language models", "pretrained:"},
	{"gpus: 64", "gpus: 60", "60 do not fill nodes of 8 in group \"a100\": use a multiple, such as gpus: 64", "gpus: 60"},
	{"gpus: 64", "gpus: 64\n    nodes: 4", "4 nodes of group \"a100\" have 32 GPUs, not 64", "gpus: 64"},
	{"group: a100\n    gpus: 64", "group: cpu\n    gpus: 64", `the nodes of group "cpu" have none`, "gpus: 64"},
	{"tokens: 2e9", "tokens: 2e9\n    occupancy: 0.5", "leave one of them out", "tokens:"},
	{"tokens: 2e9", "tokens: 2e9\n    epochs: 40\n    steps: 100", "40 epochs of 100 steps read 1.6", "tokens:"},
	{"tokens: 2e9", "tokens: 2e9\n    dtype: fp8", "A100-SXM4-80GB have no \"fp8\": use bf16, fp16, fp32, tf32", "dtype:"},
	{"tokens: 2e9", "tokens: 2e9\n    mfu: 0.9", "mfu: 0.9 is not from 0.15 to 0.55", "mfu:"},
	{"tokens: 2e9", "tokens: 2e9\n    mfu: 0.4\n    step_time: 20s", "so does step_time: leave one of them out", "mfu:"},
	{"tokens: 2e9", "tokens: 2e9\n    step_time: 5s", "would need 161 % of their peak: use, for example, step_time: 14.6",
		"step_time:"},
	{"model: llama-7b", "model: llama-3-405b", "use at least gpus: 88, or a smaller model", "model: llama-3-405b"},
	{"nodes: 4", "nodes: 4\n    parameters: 300e9", "use at least nodes: 8, or a smaller model", "parameters:"},
	{"tokens: 2e9", "tokens: 2e14", "use more of them, or fewer tokens, such as tokens: 1e9", "tokens:"},
	{"tokens: 2e9", "tokens: -1", "tokens: -1 is not from 1", "tokens:"},
	{"tokens: 2e9", "sequence_length: -5", "sequence_length: -5 is not from 1", "sequence_length:"},
	{"tokens: 2e9", "parameters: 3", "parameters: 3 is not from 1000", "parameters:"},
}

// TestBadWorkloads checks that contradictions are refused, each at its line and with a remedy.
func TestBadWorkloads(t *testing.T) {
	for _, tc := range badWorkloads {
		t.Run(tc.bad, func(t *testing.T) {
			if strings.Count(described, tc.old) == 0 {
				t.Fatalf("%q is not in the file", tc.old)
			}
			text := strings.Replace(described, tc.old, tc.bad, 1)
			_, err := scenario.Parse("mine.yaml", []byte(text))
			e := checkError(t, err)
			if !strings.Contains(e.Message, tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
			if line := 1 + strings.Count(text[:strings.Index(text, tc.at)], "\n"); e.Line != line {
				t.Errorf("got line %d, want %d: %v", e.Line, line, err)
			}
		})
	}
}
