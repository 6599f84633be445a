package replicas

import (
	"flag"
	"fmt"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

var entries = flag.Int("replicas.entries", 200, "entries of the journal of BenchmarkRestart; 10,000 are the most")

// BenchmarkRestart starts a replica of a long journal, until it is where the other is. The floor is the start of a
// program alone.
func BenchmarkRestart(b *testing.B) {
	n := startNATS(b)
	first := startReplicas(b, n.url(), 1, "--speed", "0")[0]
	for i := range *entries {
		body := fmt.Sprintf(`{"start_task": {"name": "task %d", "rounds": 3}}`, i)
		change(b, first.Endpoint, "POST", "/mock/commands", body)
	}
	last := health(b, first.Endpoint).Cluster.Sequence
	b.Run("replica", func(b *testing.B) {
		for b.Loop() {
			p := startReplica(b, n.url())
			if got := health(b, p.Endpoint).Cluster.Sequence; got != last {
				b.Errorf("it has read %d entries, want %d", got, last)
			}
			p.Kill()
		}
		b.ReportMetric(float64(last), "entries")
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			p := program.StartProcess(b, "--seed", "7")
			_ = health(b, p.Endpoint)
			p.Kill()
		}
	})
}
