package load

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// onlookers is how many subscribers look on while others come, and calmTicks how many ticks they see before that.
const onlookers, calmTicks = 16, 8

// burst is a number of clients that come at once. They ask for a snapshot, or for the past ten minutes.
type burst struct {
	name, scenario string
	clients        int
	resume         bool
	// bytes is about how many each client is sent.
	bytes int
}

var bursts = []burst{
	{"snapshots", "large", 1000, false, 1_400_000},
	{"resumes-demo", "demo", 200, true, 5_700_000},
	{"resumes-large", "large", 200, true, 76_000_000},
}

// BenchmarkBursts measures how far the ticks of bystanders lag while many clients come at once (p99-ms), until all
// have what they asked for (s), by how much the memory rises (MB-peak), how many bytes they are sent (GB), and how
// many are dropped because they read too slowly (lost). Beside it stands the lag for the same bystanders before
// (control-p99-ms), and while the clients stay and get the ticks to come (then-p99-ms). An iteration is a burst, and
// the figures are medians. The clients are a process of their own: in one with the bystanders these would wait for
// their turn to read. The floor sends the same bytes to as many, and computes nothing.
func BenchmarkBursts(b *testing.B) {
	for _, u := range bursts {
		b.Run(u.name+"/floor", func(b *testing.B) {
			u.measure(b, startFloor(b, work{events: 1, tick: time.Second, burst: u.bytes}), func() string { return burstPath })
		})
		b.Run(u.name+"/trainmock", func(b *testing.B) {
			begun := time.Now().Add(-11 * time.Minute)
			p := program.StartProcess(b, "--scenario", u.scenario, "--seed", "7",
				"--anchor", begun.UTC().Format(time.RFC3339Nano))
			epoch, _ := program.Decode(b, p.Get(b, "/health"))["epoch"].(string)
			u.measure(b, p, func() string {
				if !u.resume {
					return "/stream/sse?interval=60s" // Behind the snapshot comes little.
				}
				return fmt.Sprintf("/stream/sse?snapshot=false&since=%s:%d:0", epoch, int(time.Since(begun).Seconds())-595)
			})
		})
	}
}

// measure has the clients of a burst come to a server again and again, each time with the path of then.
func (u burst) measure(b *testing.B, p *program.Process, path func() string) {
	request := opening("sse", "/stream/sse"+oneTopic(0, nil))
	l := openLoad(b, p.Host(), slices.Repeat([]string{request}, onlookers), 0)
	l.await(b, 3*onlookers, program.Timeout)
	figures := map[string][]float64{}
	note := func(unit string, value float64) { figures[unit] = append(figures[unit], value) }
	for range b.N {
		l.forget()
		l.await(b, calmTicks*onlookers, program.Timeout)
		note("control-p99-ms", l.delay(0.99))
		l.forget()
		leave := u.come(b, p, path(), note)
		if lag := l.delay(0.99); lag >= 0 { // It is less if the burst was over before a tick came.
			note("p99-ms", lag)
		}
		l.forget()
		l.await(b, calmTicks*onlookers, program.Timeout)
		note("then-p99-ms", l.delay(0.99))
		leave()
	}
	b.ReportMetric(0, "ns/op")
	for unit, values := range figures {
		b.ReportMetric(median(values), unit)
	}
	if lost := l.closed.Load(); lost > 0 {
		b.Errorf("%d of %d bystanders were lost, want none", lost, onlookers)
	}
}

// come has the clients come to a server with a path, until they have what they asked for. They stay until leave is
// called. It notes how long that took, by how many bytes the memory of the server rose, what it sent, and how many it
// dropped.
func (u burst) come(
	b *testing.B, p *program.Process, path string, note func(unit string, value float64),
) (leave func()) {
	b.Helper()
	_, before := usage(b, p.Cmd.Process.Pid)
	most, came := before, time.Now()
	come, leave := startCrowd(b, p.Host(), u.clients, path)
	for look := time.Tick(time.Second / 4); ; <-look {
		_, resident := usage(b, p.Cmd.Process.Pid)
		most = max(most, resident)
		behind, here, sent := subscribed(b, p)
		if hasCome(come) && behind == 0 {
			note("s", time.Since(came).Seconds())
			note("MB-peak", (most-before)/1e6)
			note("GB", float64(sent)/1e9)
			note("lost", float64(onlookers+u.clients-here))
			return leave
		}
		if time.Since(came) > 4*program.Timeout {
			b.Fatalf("%d of %d clients are behind, want none", behind, u.clients)
		}
	}
}

// hasCome reports whether a channel is closed.
func hasCome(come <-chan struct{}) bool {
	select {
	case <-come:
		return true
	default:
		return false
	}
}

// subscribed returns how many subscribers have yet to be sent more than the newest tick, how many there are, and how
// many bytes they were sent.
func subscribed(b *testing.B, p *program.Process) (behind, here int, sent int64) {
	b.Helper()
	var seen struct{ Subscribers []model.Subscription }
	p.Read(b, "/mock/subscribers", &seen)
	for _, s := range seen.Subscribers {
		if sent += s.Bytes; s.Behind > 1 {
			behind++
		}
	}
	return behind, len(seen.Subscribers), sent
}
