package world_test

import (
	"testing"
	"time"
)

// BenchmarkEvents is what the hub asks each second.
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

// BenchmarkCluster is what a poller asks.
func BenchmarkCluster(b *testing.B) {
	w := newWorld(b, "demo", 7)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w.At(start.Add(time.Duration(i) * time.Millisecond)).Cluster()
	}
}
