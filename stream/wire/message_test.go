package wire_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

var eventID = wire.EventID{Epoch: "9f3ab2c1", Tick: 1042, Index: 3}

// TestEncodeEvent checks that messages have the bytes of encoding/json, also where texts and numbers are unusual, and
// that one message does not change another.
func TestEncodeEvent(t *testing.T) {
	var runes strings.Builder
	for r := range rune(0x2100) {
		runes.WriteRune(r)
	}
	numbers := []float64{0, 1, -1, 0.1, 1e-6, 1e-7, 1.5e-9, 1e20, 1e21, 123456789.125, 5e-324}
	type message struct{ got, want []byte }
	var messages []message
	for _, payload := range []any{
		struct{}{}, nil, &model.SystemLog{Message: "<b> & </b> \u2028 \u2029 \"\\/ 训练 👨‍👩‍👧 \xff\xfe " + runes.String()},
		&model.NodeMetrics{GPUs: []model.GPUMetrics{{Utilization: 99}, {Power: 612.3}}, GPUUsage: new(49.5)},
		model.Snapshot{Nodes: make([]model.NodeMetrics, 500), Tasks: []model.TaskStatus{}},
		map[string]any{"b": numbers, "a": 1, "<": nil}, model.Mark{Payload: json.RawMessage(`{"z": "<", "a": [1, 2]}`)},
	} {
		const stamp = "2026-01-01T00:00:00+00:00"
		want, err := json.Marshal(wire.Message{ID: eventID.String(), Type: "mark", Time: stamp, Payload: payload})
		if err != nil {
			t.Fatal(err)
		}
		messages = append(messages, message{wire.EncodeEvent(eventID, "mark", stamp, payload), want})
	}
	for _, m := range messages {
		if !slices.Equal(m.got, m.want) {
			t.Errorf("got %.400q, want %.400q", m.got, m.want)
		}
	}
}

// BenchmarkEncodeEvent encodes an event about a node with eight GPUs. Target: three quarters
// of the floor's time.
func BenchmarkEncodeEvent(b *testing.B) {
	const kind, stamp = "node_update", "2026-01-01T00:00:00+00:00"
	payload := &model.NodeMetrics{
		ID: "node_4821", Name: "Ray Node node_4821", IP: "192.168.3.17", Role: model.WorkerNode, State: model.Alive,
		Status: "training", Timestamp: stamp, Heartbeat: 1763921940123, LastSeen: "0 seconds ago", CPUUsage: 23.4,
		MemoryUsage: 31.7, DiskUsage: 45.25, GPUUsage: new(98.5), Sent: 210345.6, Received: 208123.4,
		LoadAvg: [3]float64{15.03, 14.87, 13.99}, TaskID: "task_1f2e3d4c", Progress: new(0.4213),
	}
	for i := range 8 {
		payload.GPUs = append(payload.GPUs, model.GPUMetrics{
			Index: i, Name: "NVIDIA H100 80GB HBM3", Utilization: 99, MemoryUsed: 61234, MemoryTotal: 81559,
			Temperature: 61, Power: 612.3, PowerLimit: 700, SMClock: 1740,
		})
	}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wire.EncodeEvent(eventID, kind, stamp, payload)
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m := wire.Message{ID: eventID.String(), Type: kind, Time: stamp, Payload: payload}
			if _, err := json.Marshal(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
