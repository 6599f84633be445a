//go:build unix

package metrics

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/url"
	"os"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// panel is a query of a dashboard.
type panel struct{ name, query string }

// trainPanels asks for each series of Ray's train dashboard, as that sums them up.
var trainPanels = []panel{
	{"Controller State", `sum(ray_train_controller_state{SessionName=~".+"}) by (ray_train_run_name, ray_train_controller_state)`},
	{"Worker Group Start Time", `sum(ray_train_worker_group_start_total_time_s) by (ray_train_run_name)`},
	{"Worker Group Shutdown Time", `sum(ray_train_worker_group_shutdown_total_time_s) by (ray_train_run_name)`},
	{"Report Time", `sum(ray_train_report_total_blocked_time_s) by (ray_train_run_name, ray_train_worker_world_rank)`},
	{"Checkpoint Sync", `sum(ray_train_checkpoint_sync_total_time_s) by (ray_train_run_name, ray_train_worker_world_rank)`},
	{"Checkpoint Transfer", `sum(ray_train_checkpoint_transfer_total_time_s) by (ray_train_worker_world_rank)`},
}

// readPanels returns the queries of a dashboard with its variables set to all values.
func readPanels(t *testing.T, file string) []panel {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("$RayNodeType", "(head|worker)", "$SessionName", ".+", "$Instance", ".+", "$Cluster", ".*",
		"$instance", ".+", "$gpu", ".+")
	var list []panel
	for _, row := range rows[1:] {
		query := row[1]
		if rest, ok := strings.CutPrefix(query, "label_values("); ok {
			series, label, _ := strings.Cut(strings.TrimSuffix(rest, ")"), ", ")
			query = "count(" + series + ") by (" + label + ")"
		}
		if !strings.HasPrefix(row[0], "(variable custom") {
			list = append(list, panel{row[0], fill.Replace(query)})
		}
	}
	return list
}

// dark reports whether a query is about TPUs or cgroups alone, of which there are no series.
func dark(query string) bool {
	return strings.Contains(query, "ray_tpu_") && !strings.Contains(query, "vector(0)") ||
		strings.Contains(query, "cgroup") && !strings.Contains(query, "_host")
}

// interrupted returns a session of a scenario that stands while tasks train and a node is UNKNOWN, which has GPUs and
// no task: then every panel has something to show.
func interrupted(t *testing.T, p *program.Program, name, scenario string) program.Endpoint {
	t.Helper()
	spare := map[string]string{"demo": "#4", "large": "#7"}[scenario]
	wish := fmt.Sprintf(`{"name": %q, "scenario": %q, "seed": 7, "start": "2026-01-01T00:00:00Z", "speed": 0}`, name, scenario)
	if status, body := p.Send(t, "POST", "/mock/sessions", wish); status != 201 {
		t.Fatalf("got %d %s, want a session", status, body)
	}
	world := program.Endpoint{URL: p.URL + "/s/" + name, Client: p.Client}
	for _, step := range []struct{ path, body string }{
		{"clock/advance", `{"by": "30s"}`}, {"commands", `{"fail_node": {"node_id": "` + spare + `", "for": "2m"}}`},
		{"clock/advance", `{"until": {"type": "node_state", "node_id": "` + spare + `", "state": "UNKNOWN"}}`},
	} {
		if status, answer := world.Send(t, "POST", "/mock/"+step.path, step.body); status >= 300 {
			t.Fatalf("%s: got %d %s, want a success", step.body, status, answer)
		}
	}
	return world
}

// TestDashboards has a real Prometheus scrape a session by each of the README's configurations: every query of the
// dashboards answers with series, and the series of all nodes say what REST says.
func TestDashboards(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing in it can race")
	}
	for _, scenario := range []string{"demo", "large"} {
		t.Run(scenario, func(t *testing.T) {
			program.SkipRare(t, scenario == "large")
			world := interrupted(t, program.Start(t, app.Run), "dashboards", scenario)
			prom := startPrometheus(t, scrapeConfigs(t, world.URL)...)
			prom.awaitScrape(t, world)
			prom.checkPanels(t)
			prom.checkShapes(t)
			for _, shape := range []string{"shape1", "shape2"} {
				prom.checkValues(t, world, shape)
			}
		})
	}
}

// awaitScrape waits until Prometheus has scraped every node that is ALIVE twice.
func (p *prometheus) awaitScrape(t *testing.T, world program.Endpoint) {
	t.Helper()
	var cluster model.Cluster
	world.Read(t, "/monitor/ray/cluster/node", &cluster)
	want := 2 * float64(cluster.ClusterStatus.ActiveNodes) // in two shapes
	await(t, "all nodes are scraped", func() bool {
		got := p.query(t, "count(count_over_time(ray_node_network_receive_speed[1m]) > 1)")
		return len(got) == 1 && got[0].value == want
	})
}

// checkPanels asks every query.
func (p *prometheus) checkPanels(t *testing.T) {
	t.Helper()
	asked := 0
	for _, file := range []string{"ray_default_dashboard_queries.csv", "dcgm_dashboard_queries.csv"} {
		for _, panel := range readPanels(t, file) {
			if !dark(panel.query) {
				p.checkPanel(t, panel)
				asked++
			}
		}
	}
	for _, panel := range trainPanels {
		p.checkPanel(t, panel)
	}
	if asked < 75 {
		t.Errorf("%d queries were asked, want 75 or more", asked)
	}
}

// checkShapes checks that both shapes have the same number of series of each metric.
func (p *prometheus) checkShapes(t *testing.T) {
	t.Helper()
	const each = `count({job=%q, __name__=~"(ray|DCGM|autoscaler|node|trainmock_(task|world)).*"}) by (__name__)`
	counts := map[string]float64{}
	for _, r := range p.query(t, fmt.Sprintf(each, "shape1")) {
		counts[r.Metric["__name__"]] = r.value
	}
	second := p.query(t, fmt.Sprintf(each, "shape2"))
	for _, r := range second {
		if name := r.Metric["__name__"]; counts[name] != r.value {
			t.Errorf("%s: got %v series of nodes, and %v of the cluster, want as many", name, counts[name], r.value)
		}
	}
	if len(counts) < 80 || len(counts) != len(second) {
		t.Errorf("got %d metrics of nodes and %d of the cluster, want as many, 80 or more", len(counts), len(second))
	}
}

func (p *prometheus) checkPanel(t *testing.T, panel panel) {
	t.Helper()
	if len(p.query(t, panel.query)) == 0 {
		t.Errorf("%s: got no series for %s, want some", panel.name, panel.query)
	}
}

// checkValues holds series of all nodes to REST.
func (p *prometheus) checkValues(t *testing.T, world program.Endpoint, shape string) {
	t.Helper()
	var cluster model.Cluster
	world.Read(t, "/monitor/ray/cluster/node", &cluster)
	rows := map[string]func(model.NodeMetrics) float64{
		"ray_node_cpu_utilization":                func(n model.NodeMetrics) float64 { return n.CPUUsage },
		"ray_node_network_send_speed":             func(n model.NodeMetrics) float64 { return math.Round(n.Sent * 1e3) },
		"node_load1":                              func(n model.NodeMetrics) float64 { return n.LoadAvg[0] },
		`DCGM_FI_DEV_POWER_USAGE{gpu="0"}`:        func(n model.NodeMetrics) float64 { return n.GPUs[0].Power },
		`ray_node_gpus_utilization{GpuIndex="1"}`: func(n model.NodeMetrics) float64 { return n.GPUs[1].Utilization },
	}
	for query, want := range rows {
		got := map[string]float64{}
		for _, r := range p.query(t, fmt.Sprintf("%s and on (job) up{job=%q}", query, shape)) {
			got[r.Metric["instance"]] = r.value
		}
		for _, n := range cluster.Nodes {
			var m model.NodeMetrics
			world.Read(t, "/monitor/ray/cluster/node/"+url.PathEscape(n.ID)+"/metrics", &m)
			value, found := got[n.IP+":8080"]
			about := m.State == model.Alive && (!strings.Contains(query, "{") || len(m.GPUs) > 0)
			if found != about || found && value != want(m) {
				t.Errorf("%s, %s of %s, which is %s: got %v (%t), want what REST says", shape, query, n.ID, m.State, value, found)
			}
		}
	}
	for _, n := range cluster.Nodes {
		up := p.query(t, fmt.Sprintf(`up{job="shape1", instance="%s:8080"}`, n.IP))
		if shape == "shape1" && (len(up) != 1 || (up[0].value == 1) != (n.State == model.Alive)) {
			t.Errorf("%s is %s: got up %v, want 1 if it is ALIVE, else 0", n.ID, n.State, up)
		}
	}
}

// TestPromtool has promtool read the whole answer: it complains of names alone, which are Ray's and NVIDIA's.
func TestPromtool(t *testing.T) {
	tool := program.LookFor(t, "promtool", program.DemandClients)
	p := program.Start(t, app.Run, "--seed", "7")
	checkSyntax(t, tool, p.Get(t, "/metrics?collect[]=ray&collect[]=dcgm_all&collect[]=node&collect[]=trainmock"))
}
