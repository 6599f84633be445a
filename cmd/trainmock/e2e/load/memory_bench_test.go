package load

import (
	"io"
	"slices"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

// BenchmarkMemory measures by how much a connection makes the program grow, and the floor beside it (KB/conn), when
// what the handshakes left has been given back. A client that replies makes the program run all that reads from it,
// once. An iteration is five thousand connections, and takes half a minute. Only ratios within one run mean something.
func BenchmarkMemory(b *testing.B) {
	w := work{subscribers: 5000, events: 51, tick: time.Second, scenario: "bench-50"}
	const pong = "\x8a\x80mask"
	for _, tc := range []struct{ name, transport, path, reply string }{
		{"floor", "websocket", "/", ""},
		{"websocket", "websocket", "/stream/ws", ""},
		{"websocket-replies", "websocket", "/stream/ws", pong},
		{"sse", "sse", "/stream/sse", ""},
	} {
		b.Run(tc.name, func(b *testing.B) {
			for b.Loop() {
				var p *program.Process
				if tc.name == "floor" {
					p = startFloor(b, w)
				} else {
					p = program.StartProcess(b, "--scenario", w.scenario, "--seed", "7")
				}
				b.ReportMetric(w.growth(b, p, opening(tc.transport, tc.path), tc.reply)/1e3, "KB/conn")
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// growth returns how many bytes a process takes for each subscriber beyond the first, which brings its code into
// memory. Each subscriber sends a reply.
func (w work) growth(b *testing.B, p *program.Process, request, reply string) float64 {
	b.Helper()
	first := openLoad(b, p.Host(), []string{request}, 0)
	first.await(b, 2*int64(w.events), program.Timeout)
	_, before := usage(b, p.Cmd.Process.Pid)
	l := openLoad(b, p.Host(), slices.Repeat([]string{request}, w.subscribers), 0)
	for _, conn := range l.conns {
		if _, err := io.WriteString(conn, reply); err != nil {
			b.Fatal(err)
		}
	}
	return (settled(b, p) - before) / float64(w.subscribers)
}

// settled returns the least memory of a process while it looks twice for some to give back.
func settled(b *testing.B, p *program.Process) float64 {
	b.Helper()
	const looks = 25 * time.Second
	_, least := usage(b, p.Cmd.Process.Pid)
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for begun := time.Now(); time.Since(begun) < looks; <-look.C {
		_, now := usage(b, p.Cmd.Process.Pid)
		least = min(least, now)
	}
	return least
}
