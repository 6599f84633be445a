package replicas

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

var (
	subscribers = flag.Int("replicas.subscribers", 24, "subscribers of each test")
	kills       = flag.Int("replicas.kills", 3, "how many replicas TestKilledReplicas kills, six seconds apart at most")
)

// healthOf is a part of the answer to GET /health.
type healthOf struct {
	Status  string `json:"status"`
	Now     string `json:"now"`
	Cluster struct {
		Connected bool   `json:"connected"`
		Sequence  uint64 `json:"sequence"`
		Behind    uint64 `json:"behind"`
		Warning   string `json:"warning"`
		Replicas  []any  `json:"replicas"`
	} `json:"cluster"`
}

func health(tb testing.TB, e program.Endpoint) (h healthOf) {
	tb.Helper()
	e.Read(tb, "/health", &h)
	return h
}

// script are changes of all kinds. The world stands behind the last.
var script = [][3]string{
	{"POST", "/mock/commands", `{"fail_node": {"node_id": "#2", "for": "2m"}}`},
	{"POST", "/train", `{"task_name": "mine", "rounds": 3}`},
	{"PUT", "/mock/clock", `{"speed": 40}`},
	{"POST", "/mock/faults", `{"name": "cut", "on": {"streams": ["dashboard"]}, "share": 0.5, "close": {"code": 1011}}`},
	{"POST", "/mock/commands", `[{"start_task": {"name": "a"}}, {"at": "+30s", "fail_node": {"node_id": "#1"}}]`},
	{"DELETE", "/mock/commands/last", ``},
	{"PUT", "/mock/clock", `{"speed": 0}`},
	{"POST", "/mock/clock/advance", `{"ticks": 30}`},
	{"POST", "/mock/clock/advance", `{"until": {"type": "cluster_status"}}`},
	{"PUT", "/mock/faults/late", `{"on": {"routes": ["/tasks/*"]}, "latency": {"delay": "1ms"}}`},
	{"POST", "/mock/clock/seek", `{"to": "+10m"}`},
	{"POST", "/mock/commands", `{"fail_node": {"node_id": "#3", "for": "1m"}}`},
	{"PUT", "/mock/clock", `{"speed": 20}`},
	{"DELETE", "/mock/faults", ``},
	{"DELETE", "/mock/commands", ``},
	{"PUT", "/mock/scenario", `{"name": "steady", "start": "2027-01-01T00:00:00Z"}`},
	{"PUT", "/mock/clock", `{"speed": 0}`},
}

// TestBehindHAProxy changes the world of three replicas through HAProxy, each time through another one. All subscribers
// get the same bytes, and the replicas agree.
func TestBehindHAProxy(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	list := startReplicas(t, n.url(), 3)
	proxy := balance(t, list[0].Host(), list[1].Host(), list[2].Host())
	all := subscribe(t, proxy.URL, *subscribers, false)
	var begun clock
	proxy.Read(t, "/mock/clock", &begun)
	for i, one := range script {
		if i == len(script)-2 {
			// The next epoch begins in another year: until here the instants grow.
			checkSame(t, all, begun.Now, health(t, proxy).Now)
		}
		change(t, proxy, one[0], one[1], one[2])
	}
	checkAgree(t, list)
	var end clock
	proxy.Read(t, "/mock/clock", &end)
	checkSame(t, all, "2027-01-01T00:00:00", end.Now)
	if h := health(t, proxy); h.Cluster.Behind != 0 || len(h.Cluster.Replicas) != 3 {
		t.Errorf("got %+v, want three replicas that are not behind", h.Cluster)
	}
}

// TestKilledReplicas kills replicas and starts them anew, while commands go on. Subscribers resume elsewhere, and get
// every event once. A replica that comes back is where the others are.
func TestKilledReplicas(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	ports := []string{fmt.Sprint(freePort(t)), fmt.Sprint(freePort(t)), fmt.Sprint(freePort(t))}
	list := startReplicas(t, n.url(), 1, "--port", ports[0])
	for _, port := range ports[1:] {
		list = append(list, startReplica(t, n.url(), "--port", port))
	}
	proxy := balance(t, list[0].Host(), list[1].Host(), list[2].Host())
	all := subscribe(t, proxy.URL, *subscribers, true)
	var begun clock
	proxy.Read(t, "/mock/clock", &begun)
	for range *kills {
		i := rand.IntN(len(list))
		list[i].Kill()
		change(t, proxy, "POST", "/mock/commands", `{"start_task": {"name": "meanwhile"}}`)
		list[i] = startReplica(t, n.url(), "--port", ports[i])
		eventually(t, "all replicas behind HAProxy", func() bool { return health(t, list[i].Endpoint).Cluster.Behind == 0 })
		change(t, proxy, "POST", "/mock/commands", `{"fail_node": {"node_id": "#1", "for": "20s"}}`)
	}
	change(t, proxy, "PUT", "/mock/clock", `{"speed": 0}`)
	checkAgree(t, list)
	var end clock
	proxy.Read(t, "/mock/clock", &end)
	checkSame(t, all, begun.Now, end.Now)
	again := 0
	for _, s := range all {
		again += s.connections - 1
	}
	if again == 0 {
		t.Error("no subscriber had to come back")
	}
}

// TestNATSAway stops NATS and starts it anew: ticks go on, changes are refused meanwhile, and all agree afterwards.
func TestNATSAway(t *testing.T) {
	t.Parallel()
	n := startNATS(t)
	list := startReplicas(t, n.url(), 2)
	all := append(subscribe(t, list[0].URL, 2, false), subscribe(t, list[1].URL, 2, false)...)
	begun := health(t, list[0].Endpoint).Now
	n.stop()
	for _, p := range list {
		eventually(t, "a replica that knows", func() bool { return !health(t, p.Endpoint).Cluster.Connected })
		checkAway(t, p.Endpoint)
	}
	alone := health(t, list[0].Endpoint).Now
	for _, s := range all {
		s.between(t, begun, alone)
	}
	n.start(t)
	for _, p := range list {
		eventually(t, "a connection", func() bool { return health(t, p.Endpoint).Cluster.Connected })
		change(t, p.Endpoint, "POST", "/mock/commands", `{"start_task": {"name": "back"}}`)
	}
	change(t, list[0].Endpoint, "PUT", "/mock/clock", `{"speed": 0}`)
	checkAgree(t, list)
	checkSame(t, all, begun, health(t, list[0].Endpoint).Now)
}

// checkAway fails the test unless a change is refused because NATS is away.
func checkAway(t *testing.T, e program.Endpoint) {
	t.Helper()
	for _, one := range [][2]string{
		{"/mock/commands", `{"start_task": {"name": "away"}}`}, {"/train", `{"task_name": "away"}`},
		{"/mock/clock/seek", `{"to": "+1h"}`}, {"/mock/faults", `{"drop": {}}`},
	} {
		r, err := e.Client.Post(e.URL+one[0], "application/json", reader(one[1]))
		if err != nil {
			t.Fatal(err)
		}
		var answer struct{ Detail string }
		if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
			t.Error(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") == "" || answer.Detail == "" {
			t.Errorf("%s: got %d, Retry-After %q, %q, want a 503 that says what to do", one[0], r.StatusCode,
				r.Header.Get("Retry-After"), answer.Detail)
		}
	}
}
