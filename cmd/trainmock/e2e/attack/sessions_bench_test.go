package attack

import (
	"net/http"
	"slices"
	"testing"
	"time"
)

// BenchmarkSessions measures the delay of ticks of the main world while clients create sessions, ask them and delete
// them (p99-ms), before that at the same server (alone-p99-ms), and at the same time at a server that is left alone
// (control-p99-ms). sessions/s are created. An iteration is a second of each half: ten have 400 ticks. Only ratios
// within one run mean something.
func BenchmarkSessions(b *testing.B) {
	a := attacks[slices.IndexFunc(attacks, func(a attack) bool { return a.name == "sessions" })]
	target, watching := start(b, "demo")
	_, calm := start(b, "demo")
	v := newVictim(b, target)
	ticks := bystanders * b.N * int(time.Second/tick)
	watching.forget()
	watching.await(b, ticks)
	alone := watching.result(b)

	watching.forget()
	calm.forget()
	begun := time.Now()
	stop := a.begin(v)
	watching.await(b, ticks)
	p99, control, took := watching.result(b), calm.result(b), time.Since(begun)
	stop()
	v.check(b)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(p99.Seconds()*1e3, "p99-ms")
	b.ReportMetric(alone.Seconds()*1e3, "alone-p99-ms")
	b.ReportMetric(control.Seconds()*1e3, "control-p99-ms")
	b.ReportMetric(float64(v.statuses[http.StatusCreated])/took.Seconds(), "sessions/s")
}
