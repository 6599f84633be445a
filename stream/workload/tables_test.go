package workload_test

import (
	"testing"

	"trainmock/stream/model"
	"trainmock/stream/workload"
)

// TestPeaks checks that the peak of every GPU that a scenario can name is known.
func TestPeaks(t *testing.T) {
	for _, gpu := range model.GPUModels() {
		if workload.Peak(gpu, "") <= 0 || len(workload.Dtypes(gpu)) < 3 {
			t.Errorf("%s: peak %v with %v, want that of bf16 and at least three number formats", gpu,
				workload.Peak(gpu, ""), workload.Dtypes(gpu))
		}
	}
}

// TestModels checks that a model's constants are complete.
func TestModels(t *testing.T) {
	for _, name := range workload.Models() {
		a, known := workload.Of(model.Workload{Model: name})
		text := a.Kind == model.LanguageModel
		if !known || a.Parameters <= 0 || a.Batch <= 0 || a.LearningRate <= 0 || a.MFU <= 0 ||
			text != (a.Sequence > 0 && a.Vocabulary > 0) || text == (a.MACs > 0) {
			t.Errorf("%s: got %+v, want a complete entry", name, a)
		}
	}
	for _, name := range workload.Datasets() {
		d, known := workload.DataOf(model.Workload{Dataset: name})
		if text := d.Kind == model.LanguageModel; !known || text != (d.Tokens > 0) ||
			text == (d.Samples > 0 && d.Classes > 1 && d.Scale > 0) {
			t.Errorf("%s: got %+v, want a complete entry", name, d)
		}
	}
}

// TestTraffic holds the bytes that a node sends in a step to the formula of a ring.
func TestTraffic(t *testing.T) {
	group := model.Group{GPU: "A100-SXM4-80GB", GPUs: 8}
	for _, tc := range []struct {
		parameters float64
		nodes      int
		want       float64
	}{
		{124e6, 2, 2 * 1.0 / 2 * 2 * 124e6},
		{124e6, 4, 2 * 3.0 / 4 * 2 * 124e6},
		{13e9, 16, 2 * 15.0 / 16 * 2 * 13e9 / 8},
		{13e9, 1, 0},
	} {
		j := &model.Job{Nodes: tc.nodes, Workload: model.Workload{Parameters: tc.parameters}}
		if got := workload.TrafficBytes(j, group); got != tc.want {
			t.Errorf("%.3g parameters on %d nodes: got %.4g bytes, want %.4g", tc.parameters, tc.nodes, got, tc.want)
		}
	}
}
