package attack

import (
	"context"
	"flag"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
)

var (
	attackFor     = flag.Duration("attack.for", 600*time.Millisecond, "how long each attack lasts")
	attackAll     = flag.Bool("attack.all", false, "run every attack on both scenarios, not on one in turn")
	attackClients = flag.Int("attack.clients", 40, "how many clients attack at a time")
)

const (
	tick = 200 * time.Millisecond
	// ago is how long before the start of a test tick 0 was, so that there is a past to resume from.
	ago = 5 * time.Minute
	// memoryRise limits what an attack may add to the memory of the program: its budget for expensive answers, its
	// log, and what the collector has not freed yet.
	memoryRise = 400 << 20
	// endWait limits the time from SIGTERM to the end.
	endWait = time.Second
)

// outcome is what an attack did.
type outcome struct {
	// p99 is the 99th percentile of the delays of ticks at the attacked server, and control that at the server that was
	// left alone, if there was one.
	p99, control time.Duration
	// peak is how far the memory of the attacked server rose.
	peak int64
}

// start returns a server, and its bystanders.
func start(tb testing.TB, scenario string) (*program.Process, *crowd) {
	tb.Helper()
	anchor := time.Now().Add(-ago).UTC().Format(time.RFC3339Nano)
	p := program.StartProcess(tb, "--scenario", scenario, "--seed", "7", "--tick", tick.String(), "--anchor", anchor)
	return p, watch(tb, p)
}

// run attacks a server until its bystanders have seen the ticks of some time, and ends it in the middle of the attack.
// The bystanders calm are those of a server that is left alone. Without them there is no such server.
func (a attack) run(tb testing.TB, scenario string, lasting time.Duration, calm *crowd) outcome {
	tb.Helper()
	target, watching := start(tb, scenario)
	v := newVictim(tb, target)
	if a.prepare != nil {
		a.prepare(tb, v)
	}
	before := resident(tb, target, "VmHWM")
	watching.forget()
	if calm != nil {
		calm.forget()
	}
	defer a.begin(v)()
	watching.await(tb, bystanders*int(lasting/tick))
	o := outcome{p99: watching.result(tb), peak: resident(tb, target, "VmHWM") - before}
	if calm != nil {
		o.control = calm.result(tb)
	}
	v.check(tb)
	if took := target.End(tb, syscall.SIGTERM); took > endWait {
		tb.Errorf("%s: the server ended after %s, want at most %s", a.name, took, endWait)
	}
	return o
}

// begin has clients attack until the result is called, which waits for them.
func (a attack) begin(v *victim) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var attacking sync.WaitGroup
	for client := range *attackClients {
		attacking.Go(func() { a.client(ctx, v, client) })
	}
	return func() {
		cancel()
		attacking.Wait()
	}
}

// TestAttacks checks that beside each attack the bystanders see every tick, that the memory stays bounded, and that
// the server ends in time.
func TestAttacks(t *testing.T) {
	for s, scenario := range []string{"demo", "large"} {
		for i, a := range attacks {
			if !*attackAll && i%2 != s {
				continue
			}
			t.Run(scenario+"/"+a.name, func(t *testing.T) {
				o := a.run(t, scenario, *attackFor, nil)
				if o.peak > memoryRise {
					t.Errorf("the memory rose by %d MB, want at most %d", o.peak>>20, memoryRise>>20)
				}
			})
		}
	}
}

// BenchmarkAttacks measures the delay of ticks beside each attack, and at a server that is left alone on the same
// machine. An iteration is a second. Only their ratio means something.
func BenchmarkAttacks(b *testing.B) {
	for _, scenario := range []string{"demo", "large"} {
		for _, a := range attacks {
			b.Run(scenario+"/"+a.name, func(b *testing.B) {
				_, calm := start(b, scenario)
				o := a.run(b, scenario, time.Duration(b.N)*time.Second, calm)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(o.p99.Seconds()*1e3, "p99-ms")
				b.ReportMetric(o.control.Seconds()*1e3, "control-p99-ms")
				b.ReportMetric(float64(o.peak>>20), "MB")
			})
		}
	}
}

// resident returns a line of the memory of a process, in bytes: VmRSS, or VmHWM for its peak. It skips the test where
// there is no /proc.
func resident(tb testing.TB, p *program.Process, line string) int64 {
	tb.Helper()
	text, err := os.ReadFile("/proc/" + strconv.Itoa(p.Cmd.Process.Pid) + "/status")
	if os.IsNotExist(err) {
		tb.Skip("there is no /proc here")
	}
	if err != nil {
		tb.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), line+":")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kilobytes, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		tb.Fatalf("%s: %v in %q", line, err, text)
	}
	return kilobytes << 10
}
