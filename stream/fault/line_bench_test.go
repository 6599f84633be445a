package fault_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream/deliver"
)

// BenchmarkLine measures what a tick with 51 events of a connection costs that a fault of a kind strikes at every
// message.
func BenchmarkLine(b *testing.B) {
	for kind, given := range map[string]string{
		"latency": `"delay": "1ms"`, "malformed": "", "drop": "", "duplicate": "", "reorder": "",
	} {
		b.Run(kind, func(b *testing.B) {
			world := &ticks{events: 51, newest: 1}
			rules, _ := rulesOf(b, world, fmt.Sprintf(`{%q: {%s}}`, kind, given))
			l, piece := follow(rules, connection("s1")), world.piece(1)
			defer l.Stop()
			next := func() (p deliver.Piece, ok bool) { return p, false }
			b.ReportAllocs()
			for b.Loop() {
				now := time.Now()
				l.Arrive(1, world.Time(1), now)
				l.Add(piece, now)
				for _, _, ok := l.Next(now.Add(time.Second), next); ok; _, _, ok = l.Next(now.Add(time.Second), next) {
				}
			}
		})
	}
}
