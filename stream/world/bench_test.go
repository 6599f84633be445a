package world_test

import (
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/wire"
	"trainmock/stream/world"
)

// BenchmarkEvents measures the events of one tick, once a second for each hub.
func BenchmarkEvents(b *testing.B) {
	for _, scenario := range []string{"demo", "large"} {
		b.Run(scenario, func(b *testing.B) {
			w := newWorld(b, scenario, 7)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				at := start.Add(time.Duration(i) * time.Second)
				w.Events(at.Add(-time.Second), at)
			}
		})
	}
}

// BenchmarkNode measures the metrics of a node at one instant, with and without the event of a stream. Targets: 1.5 µs
// for a CPU node, 3 µs with its event, and 10 µs with that of a node with eight GPUs.
func BenchmarkNode(b *testing.B) {
	w := newWorld(b, "large", 7)
	ids := map[string]string{}
	for _, n := range w.At(start).Nodes() {
		if n.TaskID == "" {
			continue
		}
		if len(n.GPUs) == 0 {
			ids["cpu"] = n.ID
		}
		if len(n.GPUs) == 8 {
			ids["gpu"] = n.ID
		}
	}
	for _, kind := range []string{"cpu", "gpu"} {
		b.Run(kind, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				w.At(start.Add(time.Duration(i) * time.Millisecond)).Node(ids[kind])
			}
		})
		b.Run(kind+"/event", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				m := w.At(start.Add(time.Duration(i) * time.Millisecond)).Node(ids[kind])
				wire.EncodeEvent(wire.EventID{}, "node_update", m.Timestamp, &m)
			}
		})
	}
}

// BenchmarkTenThousandNodes measures a tick of a cluster of 10,000 CPU nodes, without JSON. The target is a tenth of a
// core: 100 ms.
func BenchmarkTenThousandNodes(b *testing.B) {
	w, err := world.New(world.Options{Seed: 7, Start: start, Scenario: model.Scenario{
		Groups: []model.Group{{Name: "cpu", Count: 10_000, Role: model.WorkerNode, CPUs: 64, MemoryGB: 256}},
	}})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		at := start.Add(time.Duration(i) * time.Second)
		w.Events(at.Add(-time.Second), at)
	}
}

// BenchmarkCluster measures the answer to a client that polls the cluster.
func BenchmarkCluster(b *testing.B) {
	w := newWorld(b, "demo", 7)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w.At(start.Add(time.Duration(i) * time.Millisecond)).Cluster()
	}
}
