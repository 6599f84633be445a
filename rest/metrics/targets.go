package metrics

import (
	"net/http"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/refuse"
	"trainmock/stream/session"
)

// Target is a group of targets in the format of http_sd_configs.
type Target struct {
	Targets []string     `json:"targets" doc:"The address by which this list was asked for."`
	Labels  TargetLabels `json:"labels"`
}

// TargetLabels are the labels of a target. Those with underscores in front tell Prometheus what to ask.
type TargetLabels struct {
	Instance string `json:"instance" doc:"The node's address at its Ray port." example:"192.168.3.17:8080"`
	Scheme   string `json:"__scheme__" enum:"http,https"`
	Path     string `json:"__metrics_path__" example:"/metrics"`
	NodeID   string `json:"__param_node_id" example:"node_4821"`
}

// listTargets answers GET /metrics/targets.
func listTargets(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if err := noNames.CheckQuery(query); err != nil {
		refuse.Of(err).Write(w)
		return
	}
	list, err := answer.Encode(targets(r))
	if err != nil {
		refuse.Of(err).Write(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(list)
}

// noNames are the parameters of a route that takes none.
var noNames = ask.NewKnownNames(ask.QueryExamples).NowOnly()

// targets returns a target for each node that has joined the cluster, also for those that are not ALIVE. All have the
// address by which the list was asked for.
func targets(r *http.Request) []Target {
	m := sourceOf(r.Context()).Moment()
	labels := TargetLabels{Scheme: "http", Path: Path}
	if r.TLS != nil {
		labels.Scheme = "https"
	}
	if name := session.NameOf(r); name != "" {
		labels.Path = session.Path(name) + Path
	}
	nodes := m.World.At(m.Now).Cluster().Nodes
	list := make([]Target, len(nodes))
	for i, n := range nodes {
		labels.Instance, labels.NodeID = instance(n.IP), n.ID
		list[i] = Target{Targets: []string{r.Host}, Labels: labels}
	}
	return list
}
