package rest_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"testing"
	"time"

	"trainmock/rest"
	"trainmock/stream/model"
)

var (
	metricsTriples = flag.Int("metrics.triples", 40, "random nodes, metrics and instants that are compared with REST")
	metricsFor     = flag.Duration("metrics.for", 40*time.Minute, "world time over which counters are watched")
)

// asREST is the table of the series that say what REST says: of a node, or of one of its GPUs. A rounded value may
// differ by less than one.
var asREST = []struct {
	name    string
	node    func(model.NodeMetrics) float64
	gpu     func(model.GPUMetrics) float64
	rounded bool
}{
	{name: "ray_node_cpu_utilization", node: func(n model.NodeMetrics) float64 { return n.CPUUsage }},
	{name: "ray_node_disk_utilization_percentage", node: func(n model.NodeMetrics) float64 { return n.DiskUsage }},
	{name: "ray_node_network_send_speed", node: func(n model.NodeMetrics) float64 { return n.Sent * 1000 }, rounded: true},
	{name: "ray_node_network_receive_speed", node: func(n model.NodeMetrics) float64 { return n.Received * 1000 },
		rounded: true},
	{name: "node_load1", node: func(n model.NodeMetrics) float64 { return n.LoadAvg[0] }},
	{name: "node_load5", node: func(n model.NodeMetrics) float64 { return n.LoadAvg[1] }},
	{name: "node_load15", node: func(n model.NodeMetrics) float64 { return n.LoadAvg[2] }},
	{name: "ray_node_gpus_utilization", gpu: func(g model.GPUMetrics) float64 { return g.Utilization }},
	{name: "ray_node_gram_used", gpu: func(g model.GPUMetrics) float64 { return float64(g.MemoryUsed) }},
	{name: "ray_node_gpu_temperature_celsius", gpu: func(g model.GPUMetrics) float64 { return g.Temperature }},
	{name: "ray_node_gpu_power_milliwatts", gpu: func(g model.GPUMetrics) float64 { return g.Power * 1000 }, rounded: true},
	{name: "DCGM_FI_DEV_GPU_UTIL", gpu: func(g model.GPUMetrics) float64 { return g.Utilization }},
	{name: "DCGM_FI_DEV_GPU_TEMP", gpu: func(g model.GPUMetrics) float64 { return g.Temperature }},
	{name: "DCGM_FI_DEV_POWER_USAGE", gpu: func(g model.GPUMetrics) float64 { return g.Power }},
	{name: "DCGM_FI_DEV_FB_USED", gpu: func(g model.GPUMetrics) float64 { return float64(g.MemoryUsed) }},
	{name: "DCGM_FI_DEV_SM_CLOCK", gpu: func(g model.GPUMetrics) float64 { return float64(g.SMClock) }},
}

// TestMetricsAsREST compares random nodes, metrics and instants with what REST says at the same instant, through both
// shapes. A node that is not ALIVE has no series.
func TestMetricsAsREST(t *testing.T) {
	s := newServer(t, rest.Options{Find: newSource(t, "chaos", 7).find})
	var cluster model.Cluster
	s.get(t, "/monitor/ray/cluster/node").into(t, &cluster)
	draw := rand.New(rand.NewPCG(7, 19))
	for range *metricsTriples {
		id := cluster.Nodes[draw.IntN(len(cluster.Nodes))].ID
		at := "at=" + url.QueryEscape(model.Stamp(start.Add(time.Duration(draw.Int64N(int64(time.Hour))))))
		row := asREST[draw.IntN(len(asREST))]
		var n model.NodeMetrics
		s.get(t, "/monitor/ray/cluster/node/"+id+"/metrics?"+at).into(t, &n)
		wants := map[string]float64{}
		switch {
		case n.State != model.Alive:
			if r := s.get(t, "/metrics?node_id="+id+"&"+at); r.StatusCode != 503 {
				t.Errorf("%s at %s is %s: got %d, want 503", id, at, n.State, r.StatusCode)
			}
		case row.node != nil:
			wants[""] = row.node(n)
		default:
			for _, g := range n.GPUs {
				wants[fmt.Sprint(g.Index)] = row.gpu(g)
			}
		}
		shapes := map[string][]sample{"whole": s.scrape(t, "?"+at).find(row.name, "instance", n.IP+":8080")}
		if n.State == model.Alive {
			shapes["node"] = s.scrape(t, "?node_id="+id+"&"+at).find(row.name)
		}
		for shape, got := range shapes {
			compareSamples(t, fmt.Sprintf("%s of %s at %s, %s", row.name, id, at, shape), got, wants, row.rounded)
		}
	}
}

// compareSamples compares samples with wanted values by the index of the GPU.
func compareSamples(t *testing.T, what string, got []sample, wants map[string]float64, rounded bool) {
	t.Helper()
	if len(got) != len(wants) {
		t.Errorf("%s: got %d series, want %d", what, len(got), len(wants))
	}
	allowed := 1e-9
	if rounded {
		allowed = 1
	}
	for _, s := range got {
		want, found := wants[s.label("GpuIndex")+s.label("gpu")]
		if !found || math.Abs(s.value-want) > allowed {
			t.Errorf("%s: got %v, want %v", what, s.value, want)
		}
	}
}

// cumulative lists the gauges that only grow, as Ray has them, and the largest rate of each a second on one node. The
// network is that of an HDR InfiniBand adapter, 200 Gbit/s: gradients of GPT-2 take up to 1.4e9 bytes of it.
var cumulative = map[string]float64{
	"ray_node_disk_io_read": 2e9, "ray_node_disk_io_write": 2e9, "ray_node_disk_io_read_count": 1e4,
	"ray_node_disk_io_write_count": 1e4, "ray_node_network_sent": 25e9, "ray_node_network_received": 25e9,
}

// TestCountersNeverFall scrapes an epoch at random intervals: no counter falls, none is negative, and each rises at a
// rate that is physically possible.
func TestCountersNeverFall(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	for _, name := range []string{"demo", "chaos"} {
		t.Run(name, func(t *testing.T) {
			src := newSource(t, name, 7)
			s := newServer(t, rest.Options{Find: src.find})
			draw := rand.New(rand.NewPCG(19, 7))
			before, last, rises := map[string]counted{}, start.Add(-time.Minute), 0
			for last.Before(start.Add(*metricsFor)) {
				at := last.Add(time.Duration(1 + draw.Int64N(int64(4*time.Minute))))
				if draw.IntN(4) == 0 {
					at = last.Add(time.Duration(1+draw.Int64N(5000)) * time.Microsecond)
				}
				src.mu.Lock()
				src.now = at
				src.mu.Unlock()
				rises += s.checkCounters(t, before, at)
				last = at
			}
			if rises < 1000 {
				t.Errorf("counters rose %d times, want 1,000 or more", rises)
			}
		})
	}
}

// counted is the value of a counter when it was last seen.
type counted struct {
	at    time.Time
	value float64
}

// checkCounters compares the counters of a scrape with how they were last seen. It returns how many of them rose.
func (s *server) checkCounters(t *testing.T, before map[string]counted, at time.Time) (rises int) {
	t.Helper()
	e := s.scrape(t, "?collect[]=ray&collect[]=dcgm_all")
	for _, m := range e.samples {
		most, grows := cumulative[m.name]
		if m.name == "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION" {
			most = 700e3 // the limit of the largest GPU in mW
		}
		if !grows && e.types[m.name] != "counter" {
			continue
		}
		series := m.name + m.labels
		old, known := before[series]
		if m.value < old.value || m.value != math.Trunc(m.value) {
			t.Fatalf("%s went from %v to %v in %s, want a whole number that never falls", series, old.value, m.value,
				at.Sub(old.at))
		}
		if rate := (m.value - old.value - 1) / at.Sub(old.at).Seconds(); most > 0 && known && rate > most {
			t.Errorf("%s rose by %v a second, want %v at most", series, rate, most)
		}
		if known && m.value > old.value {
			rises++
		}
		before[series] = counted{at, m.value}
	}
	return rises
}
