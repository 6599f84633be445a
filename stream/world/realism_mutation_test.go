package world_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// mutations lists changes to the jobs of the realistic scenario, and a criterion that each of them turns red. A criterion
// that none can turn red would prove nothing.
var mutations = []struct {
	name, criterion string
	change          func(j *model.Job)
}{
	{"steps at a tenth of the utilisation", "MFU of language models, least", func(j *model.Job) { j.StepTime *= 10 }},
	{"steps at four times the utilisation", "MFU of language models, most", func(j *model.Job) { j.StepTime /= 4 }},
	{"traffic that does not know the model", "bytes sent in a step over the gradients', least", func(j *model.Job) {
		j.Parameters = 0
	}},
	{"half an epoch of images", "images in an epoch of ImageNet", func(j *model.Job) { j.Steps = (j.Steps + 1) / 2 }},
	{"one final loss for all models", "final loss off Hoffmann et al., most", func(j *model.Job) { j.Parameters = 0 }},
	{"tuning from scratch", "first loss of fine-tuning, most", func(j *model.Job) { j.Pretrained = false }},
	{"one accuracy for all models", "accuracy off the published one, most", func(j *model.Job) { j.Model = "resnet50" }},
	{"as many epochs for every task", "run time within a job, least CV", clockwork},
	{"submissions by the clock", "time between submissions, CV", clockwork},
	{"failures as long as successes", "GPU time of failed tasks over all", clockwork},
	{"no task waits for data", "tasks at a tenth of the throughput, share", func(j *model.Job) { j.InputBound = 0 }},
	{"one checkpoint time for all models", "checkpoint time, largest model over least", func(j *model.Job) {
		j.Checkpoint = 10 * time.Second
	}},
}

// clockwork gives every task of a job the same number of epochs.
func clockwork(j *model.Job) {
	epoch := float64(j.Steps)*float64(j.StepTime) + float64(j.Evaluation)
	j.Epochs, j.Occupancy = max(1, int64(j.Occupancy*float64(j.Period)/epoch/1.2)), 0
}

// TestMutations checks that criteria fail where they should.
func TestMutations(t *testing.T) {
	for _, tc := range mutations {
		t.Run(tc.name, func(t *testing.T) {
			s, err := scenario.Load("realistic")
			if err != nil {
				t.Fatal(err)
			}
			s.Jobs = slices.Clone(s.Jobs)
			for i := range s.Jobs {
				tc.change(&s.Jobs[i])
			}
			if value, ok := holds(t, s, tc.criterion); ok {
				t.Errorf("%s is %v, which passes", tc.criterion, value)
			}
		})
	}
	t.Run("two-valued loss noise", func(t *testing.T) {
		defer world.TwoValuedResiduals()()
		s, err := scenario.Load("realistic")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"loss residual, skew", "loss residual, largest of 256, sd"} {
			if value, ok := holds(t, s, name); ok {
				t.Errorf("%s is %v, which passes", name, value)
			}
		}
	})
}

// holds measures a criterion on one seed of a scenario, and reports whether it is met.
func holds(t *testing.T, s model.Scenario, name string) (value float64, ok bool) {
	t.Helper()
	w, err := world.New(world.Options{Scenario: s, Seed: *realismFirst, Start: start})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(criteria(), func(c criterion) bool { return c.name == name })
	if i < 0 {
		t.Fatalf("no criterion is named %q", name)
	}
	c := criteria()[i]
	value = c.measure(world.Sample{World: w})
	return value, c.low <= value && value <= c.high
}

// TestUtilizationEverywhere checks that the language models of every built-in scenario use a share of their GPUs that
// engineers report.
func TestUtilizationEverywhere(t *testing.T) {
	for _, name := range scenario.Names() {
		w := newWorld(t, name, *realismFirst)
		if !slices.ContainsFunc(w.Scenario().Jobs, func(j model.Job) bool { return j.Kind == model.LanguageModel }) {
			continue
		}
		least, most := utilizations(world.Sample{World: w})
		if outage := name == "outage"; !outage && !(least >= 0.15 && most <= 0.55) {
			t.Errorf("%s: medians of jobs from %.3g to %.3g, want 0.15 to 0.55", name, least, most)
		}
	}
}

// TestFederatedAccuracyZigzags checks that the accuracy of federated tasks falls in many rounds, by points, and that of
// central training in nearly none.
func TestFederatedAccuracyZigzags(t *testing.T) {
	falls := map[model.Kind][]float64{}
	var size []float64
	for seed := range uint64(3) {
		s := world.Sample{World: newWorld(t, "federated", seed)}
		for _, p := range s.Plans("", 40) {
			for n := p.Epochs()/2 + 1; n <= p.Epochs(); n++ {
				before, came := evaluation(s, p, n-1)
				after, comes := evaluation(s, p, n)
				if !came || !comes {
					break
				}
				fall, change := 0.0, *after.ValAccuracy-*before.ValAccuracy
				if change < -0.003 {
					fall = 1
				}
				falls[p.Job().Kind] = append(falls[p.Job().Kind], fall)
				if p.Job().Kind == model.Federated {
					size = append(size, math.Abs(change))
				}
			}
		}
	}
	slices.Sort(size)
	federated, central := momentsOf(falls[model.Federated]).mean, momentsOf(falls[model.Supervised]).mean
	if !(federated > 0.2 && federated < 0.5) || !(central < 0.05) {
		t.Errorf("accuracy falls in %.2f of federated rounds and %.2f of central epochs, want 0.2 to 0.5 and 0",
			federated, central)
	}
	if median := quantile(size, 0.5); !(median > 0.008 && median < 0.05) {
		t.Errorf("the accuracy of a federated task changes by %.3f in a round, want 0.01 to 0.05", median)
	}
}
