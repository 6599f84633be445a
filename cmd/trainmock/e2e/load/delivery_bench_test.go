package load

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// crowd is a flag because the limit on a process's files differs between machines: ulimit -Hn.
var crowd = flag.Int("delivery.crowd", 0, "BenchmarkDelivery also has this many subscribers; 15,000 need as many files")

// work is a load: so many subscribers, to each of whom a tick is so many events.
type work struct {
	name                      string
	subscribers, deaf, events int
	tick                      time.Duration
	scenario                  string
	// query is that of a subscriber to a cluster with those nodes. Defaults to none.
	query func(subscriber int, nodes []string) string
	// filters is how many different queries there are, and so how many bodies the floor writes. Defaults to one.
	filters int
	// burst is how many bytes the floor sends each client that asks for a burst. Defaults to none of that.
	burst int
	// commands has one client start and delete tasks meanwhile, as fast as it can.
	commands bool
}

var works = []work{
	{name: "1x51", subscribers: 1, events: 51, tick: time.Second, scenario: "bench-50"},
	{name: "100x51", subscribers: 100, events: 51, tick: time.Second, scenario: "bench-50"},
	{name: "1000x51", subscribers: 1000, events: 51, tick: time.Second, scenario: "bench-50"},
	{name: "10000x51", subscribers: 10_000, events: 51, tick: time.Second, scenario: "bench-50"},
	{name: "5000x201", subscribers: 5000, events: 201, tick: time.Second, scenario: "bench-200"},
	{name: "5000x201-tenth-deaf", subscribers: 5000, deaf: 500, events: 201, tick: time.Second, scenario: "bench-200"},
	{name: "1000x1-50Hz", subscribers: 1000, events: 1, tick: 20 * time.Millisecond, scenario: "bench-50",
		query: oneNode},
	{name: "1000x1", subscribers: 1000, events: 1, tick: time.Second, scenario: "demo", query: oneTopic},
	{name: "1000x1-commands", subscribers: 1000, events: 1, tick: time.Second, scenario: "demo", query: oneTopic,
		commands: true},
	filtered(1), filtered(100), filtered(1000),
	// Tasks add some events to those of the nodes.
	{name: "2xlarge", subscribers: 2, events: 1001, tick: time.Second, scenario: "large"},
}

// crowded returns the loads of the flag's many subscribers: one event a second, and many at once every ten seconds.
func crowded() []work {
	if *crowd == 0 {
		return nil
	}
	return []work{
		{name: fmt.Sprintf("%dx1", *crowd), subscribers: *crowd, events: 1, tick: time.Second, scenario: "demo",
			query: oneTopic},
		{name: fmt.Sprintf("%dx51-10s", *crowd), subscribers: *crowd, events: 51, tick: 10 * time.Second,
			scenario: "bench-50"},
	}
}

// oneNode admits one event of a tick.
func oneNode(_ int, nodes []string) string { return "?topics=nodes&node_id=" + nodes[0] }

// oneTopic admits one event of a tick, whatever else is in it.
func oneTopic(int, []string) string { return "?topics=cluster" }

// filtered has each subscriber ask for fifty nodes, by one of so many filters.
func filtered(filters int) work {
	query := func(subscriber int, nodes []string) string {
		chosen := slices.Clone(nodes)
		rand.New(rand.NewPCG(uint64(subscriber%filters), 0)).Shuffle(len(chosen), func(i, j int) {
			chosen[i], chosen[j] = chosen[j], chosen[i]
		})
		return "?topics=nodes&node_id=" + strings.Join(chosen[:50], ",")
	}
	return work{name: fmt.Sprintf("1000x50-%dfilters", filters), subscribers: 1000, events: 50, tick: time.Second,
		scenario: "bench-200", query: query, filters: filters}
}

// BenchmarkDelivery measures the program, and the floor beside it, from outside: processor time for each delivered
// event (CPU-µs/event), how far events lag behind their tick (p50-ms, p99-ms), how many arrive (events/s), the memory of
// the process (MB), and by how much a connection makes it grow (KB/conn). An iteration is a second, or a tick if that is
// longer. Only ratios within one run mean something.
func BenchmarkDelivery(b *testing.B) {
	for _, w := range slices.Concat(works, crowded()) {
		b.Run(w.name+"/floor", func(b *testing.B) {
			requests := slices.Repeat([]string{opening("websocket", "/")}, w.subscribers)
			w.measure(b, startFloor(b, w), requests)
		})
		for _, transport := range []string{"websocket", "sse"} {
			b.Run(w.name+"/"+transport, func(b *testing.B) {
				path := map[string]string{"websocket": "/stream/ws", "sse": "/stream/sse"}[transport]
				p := program.StartProcess(b, "--scenario", w.scenario, "--seed", "7", "--tick", w.tick.String(),
					"--max-subscribers", strconv.Itoa(w.subscribers))
				requests := w.requests(b, p, transport, path)
				if w.commands {
					defer giveCommands(b, p)()
				}
				w.measure(b, p, requests)
			})
		}
	}
}

// giveCommands starts and deletes tasks, as fast as it can, until the result is called, which reports how many a
// second were taken. When the log is full, the refusals go on.
func giveCommands(b *testing.B, p *program.Process) (stop func()) {
	client, begun, taken := program.NewClient(b), time.Now(), 0
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan struct{})
	send := func(method, path string) (answer struct {
		TaskID string `json:"task_id"`
	}) {
		request, err := http.NewRequestWithContext(ctx, method, p.URL+path, strings.NewReader("{}"))
		if err != nil {
			b.Error(err)
			return answer
		}
		r, err := client.Do(request)
		if err != nil {
			return answer
		}
		defer r.Body.Close()
		if r.StatusCode == http.StatusOK {
			taken++
			_ = json.NewDecoder(r.Body).Decode(&answer)
		}
		return answer
	}
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			send(http.MethodDelete, "/tasks/"+send(http.MethodPost, "/train").TaskID)
		}
	}()
	return func() {
		cancel()
		<-done
		b.ReportMetric(float64(taken)/time.Since(begun).Seconds(), "commands/s")
	}
}

// requests returns the requests of the subscribers.
func (w work) requests(b *testing.B, p *program.Process, transport, path string) []string {
	var cluster model.Cluster
	p.Read(b, "/monitor/ray/cluster/node", &cluster)
	var nodes []string
	for _, n := range cluster.Nodes {
		nodes = append(nodes, n.ID)
	}
	list := make([]string, w.subscribers)
	for i := range list {
		query := ""
		if w.query != nil {
			query = w.query(i, nodes)
		}
		list[i] = opening(transport, path+query)
	}
	return list
}

// measure reports what b.N iterations cost the process. The clock stops when everybody has all that they brought.
func (w work) measure(b *testing.B, p *program.Process, requests []string) {
	_, before := usage(b, p.Cmd.Process.Pid)
	l := openLoad(b, p.Host(), requests, w.deaf)
	perTick := int64((w.subscribers - w.deaf) * w.events)
	l.await(b, 2*perTick, 2*w.tick+program.Timeout)
	l.forget()
	spent, _ := usage(b, p.Cmd.Process.Pid)
	b.ResetTimer()
	ticks := b.N * max(int(time.Second/w.tick), 1)
	wanted := int64(ticks) * perTick
	l.await(b, wanted, 2*time.Duration(ticks)*w.tick+program.Timeout)
	b.StopTimer()
	total, after := usage(b, p.Cmd.Process.Pid)
	delivered := float64(wanted)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric((total-spent)*1e6/delivered, "CPU-µs/event")
	b.ReportMetric(delivered/b.Elapsed().Seconds(), "events/s")
	b.ReportMetric(l.delay(0.5), "p50-ms")
	b.ReportMetric(l.delay(0.99), "p99-ms")
	b.ReportMetric(after/1e6, "MB")
	b.ReportMetric((after-before)/1e3/float64(w.subscribers), "KB/conn")
	if lost, gaps := l.closed.Load(), l.gaps.Load(); lost > 0 || gaps > 0 {
		b.Errorf("%d connections were lost, %d gaps announced, want none", lost, gaps)
	}
}

// usage returns the processor time of a process in seconds and its memory in bytes. Both are zero
// where there is no /proc.
func usage(tb testing.TB, pid int) (seconds, resident float64) {
	tb.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if os.IsNotExist(err) {
		return 0, 0
	}
	if err != nil {
		tb.Fatal(err)
	}
	// The name, in parentheses, may hold anything; the fields behind it are numbered from 3 (proc(5)).
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	field := func(number int) float64 {
		v, err := strconv.ParseFloat(fields[number-3], 64)
		if err != nil {
			tb.Fatal(err)
		}
		return v
	}
	const ticksPerSecond = 100
	return (field(14) + field(15)) / ticksPerSecond, field(24) * float64(os.Getpagesize())
}
