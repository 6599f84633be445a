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

// floor returns the message of EncodeEvent from encoding/json.
func floor(tb testing.TB, kind, stamp string, payload any) []byte {
	tb.Helper()
	m := wire.Message{ID: eventID.String(), Type: kind, Time: stamp, Payload: payload}
	text, err := json.Marshal(m)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

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
		got := wire.EncodeEvent(eventID, "mark", stamp, payload)
		messages = append(messages, message{got, floor(t, "mark", stamp, payload)})
	}
	for _, m := range messages {
		if !slices.Equal(m.got, m.want) {
			t.Errorf("got %.400q, want %.400q", m.got, m.want)
		}
	}
}

// BenchmarkEncodeEvent encodes an event about a node with eight GPUs. Target: two thirds of
// the floor's time.
func BenchmarkEncodeEvent(b *testing.B) {
	const kind, stamp = "node_update", "2026-01-01T00:00:00+00:00"
	payload := &model.NodeMetrics{GPUs: make([]model.GPUMetrics, 8), GPUUsage: new(98.5), LoadAvg: [3]float64{1, 2.25, 3.5}}
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			wire.EncodeEvent(eventID, kind, stamp, payload)
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			floor(b, kind, stamp, payload)
		}
	})
}
