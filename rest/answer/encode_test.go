package answer_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/turn"
)

// TestEncode checks that an answer has the same bytes with a turn and without, those of encoding/json, and that it
// takes no turn on its own.
func TestEncode(t *testing.T) {
	for _, v := range []any{
		model.Cluster{Nodes: []model.ClusterNode{{ID: "<node> & \u2028 \"\\", Training: &model.NodeTraining{}}}},
		model.NodeHistory{GPUs: []model.GPUHistory{{Utilization: []float64{1e21, 1e-7, 0.1, -0, 100}}}},
		model.TaskHistory{Time: []string{strings.Repeat("long", 4<<10)}},
		model.NodeHistory{GPUs: []model.GPUHistory{{Utilization: slices.Repeat([]float64{0.123456789}, 20_000)}}},
		model.Mark{Payload: map[string]any{"b": 1, "a": nil}}, nil, struct{}{},
	} {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		for _, bytes := range []int64{0, turn.Most} {
			ctx, visit := turn.NewQueue(nil).Begin(t.Context())
			if err := turn.Take(ctx, bytes); err != nil {
				t.Fatal(err)
			}
			if got, err := answer.EncodeFor(ctx, v); err != nil || got != want.String() {
				t.Errorf("with a turn of %d bytes: got %.200s, %v, want %.200s", bytes, got, err, want.String())
			}
			visit.End()
		}
		if got, err := answer.Encode(v); err != nil || string(got) != want.String() {
			t.Errorf("without a visit: got %.200s, %v, want %.200s", got, err, want.String())
		}
		if t.Failed() {
			return
		}
	}
}

// BenchmarkEncode encodes the answer about a cluster of 16 nodes. Target: the floor.
func BenchmarkEncode(b *testing.B) {
	v := model.Cluster{LastUpdated: model.Stamp(time.Now())}
	for range 16 {
		v.Nodes = append(v.Nodes, model.ClusterNode{ID: "node_4821", State: model.Alive, Training: &model.NodeTraining{}})
	}
	b.Run("answer", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := answer.Encode(v); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := json.Marshal(v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
