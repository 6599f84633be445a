package load

import (
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

const (
	// healthy and faulty are the numbers of subscribers without and with a fault.
	healthy, faulty = 1000, 50
	// comeBack is how long a subscriber whose stream ended stays away.
	comeBack = 200 * time.Millisecond
)

// BenchmarkFaults measures how far events lag behind their tick for 1,000 healthy subscribers, beside 50 without a fault
// (control-p99-ms) and beside 50 with a fault of each kind (p99-ms). Those come back when a fault ends their stream. KB
// is the growth of the process by both. An iteration is four seconds of each, and the figures are medians.
func BenchmarkFaults(b *testing.B) {
	for _, kind := range model.FaultKinds {
		if len(kind.Streams) == 0 || kind.Connects {
			continue
		}
		b.Run(kind.Zero.Key(), func(b *testing.B) {
			p := program.StartProcess(b, "--scenario", "bench-50", "--seed", "7")
			w := works[2]
			l := openLoad(b, p.Host(), w.requests(b, p, "sse", "/stream/sse"), 0)
			var controls, strucks []float64
			_, before := usage(b, p.Cmd.Process.Pid)
			for range b.N {
				controls = append(controls, l.delayBeside(b, p.Host(), w.events, ""))
				strucks = append(strucks, l.delayBeside(b, p.Host(), w.events, "?__fault="+kind.Zero.Key()))
			}
			_, after := usage(b, p.Cmd.Process.Pid)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(controls), "control-p99-ms")
			b.ReportMetric(median(strucks), "p99-ms")
			b.ReportMetric((after-before)/1e3, "KB")
			if lost, gaps := l.closed.Load(), l.gaps.Load(); lost > 0 || gaps > 0 {
				b.Errorf("%d connections were lost, %d gaps announced, want none", lost, gaps)
			}
		})
	}
}

// delayBeside waits for four ticks of so many events to each healthy subscriber, beside others with a query. It returns
// the 99th percentile of how far the events of the last one lag behind it, in milliseconds. By then a latency has let go
// of the snapshots with which the others began.
func (l *load) delayBeside(b *testing.B, address string, events int, query string) float64 {
	defer suffer(b, address, opening("websocket", "/stream/ws"+query))()
	perTick := int64(healthy * events)
	l.await(b, 3*perTick, program.Timeout)
	l.forget()
	l.await(b, perTick, program.Timeout)
	return l.delay(0.99)
}

// suffer keeps the faulty subscribers connected until the result is called.
func suffer(b *testing.B, address, request string) (stop func()) {
	ctx, cancel := context.WithCancel(b.Context())
	var suffering sync.WaitGroup
	for range faulty {
		suffering.Go(func() {
			for ctx.Err() == nil {
				visitOnce(ctx, address, request)
				select {
				case <-time.After(comeBack):
				case <-ctx.Done():
				}
			}
		})
	}
	return func() {
		cancel()
		suffering.Wait()
	}
}

// visitOnce sends a request and reads the answer until its end.
func visitOnce(ctx context.Context, address, request string) {
	conn, err := net.DialTimeout("tcp", address, program.Timeout)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := io.WriteString(conn, request); err == nil {
		// It ends with an error in any case.
		_, _ = io.Copy(io.Discard, conn)
	}
}

// median returns the middle one of some values, the upper one of two.
func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
