//go:build unix

package metrics

import (
	"fmt"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// TestServed follows what the server tells of itself: subscribers by transport, what they got, gaps, faults, requests. The
// counts stay when a subscriber has left. In a session they are the session's own.
func TestServed(t *testing.T) {
	p := program.Start(t, app.Run, "--tick", "50ms")
	if status, body := p.Send(t, "POST", "/mock/sessions", `{"name": "other", "speed": 0}`); status != 201 {
		t.Fatalf("got %d %s, want a session", status, body)
	}
	fault := `{"name": "busy", "on": {"routes": ["/tasksList"]}, "status": {"code": 503}}`
	if status, body := p.Send(t, "POST", "/mock/faults", fault); status >= 300 {
		t.Fatalf("got %d %s, want a fault", status, body)
	}
	feeds := p.OpenBoth(t, "?last_event_id=nonsense&limit=5")
	p.Try(t, "/tasksList")
	p.Try(t, "/monitor/training/task_123")
	p.Try(t, "/nope")
	series := func(world program.Endpoint, name string) func() bool {
		return func() bool { return scrape(t, world)[name] >= 1 }
	}
	for name, feed := range feeds {
		for {
			if _, err := feed.Next(); err != nil {
				t.Logf("%s has ended: %v", name, err)
				break
			}
		}
	}
	for _, name := range []string{
		`trainmock_events_sent_total{instance=%q`, `trainmock_bytes_sent_total{instance=%q`,
		`trainmock_faults_applied_total{instance=%q,fault="busy"`,
		`trainmock_requests_total{instance=%q,route="/tasksList",status="503"`,
		`trainmock_requests_total{instance=%q,route="/monitor/training/{task_id}",status="200"`,
		`trainmock_requests_total{instance=%q,route="/stream/ws",status="101"`,
		`trainmock_requests_total{instance=%q,route="/stream/sse",status="200"`,
		`trainmock_requests_total{instance=%q,route="",status="404"`,
	} {
		await(t, name, series(p.Endpoint, fmt.Sprintf(name, headOf(t, p.Endpoint))))
	}
	gaps := 0.0
	for name, value := range scrape(t, p.Endpoint) {
		if len(name) > 20 && name[:20] == "trainmock_gaps_total" {
			gaps += value
		}
	}
	if gaps != 2 {
		t.Errorf("got %v gaps, want one on each stream", gaps)
	}
	other := program.Endpoint{URL: p.URL + "/s/other", Client: p.Client}
	name := fmt.Sprintf(`trainmock_requests_total{instance=%q,route="/tasksList",status="503"`, headOf(t, other))
	if got := scrape(t, other)[name]; got != 0 {
		t.Errorf("the session counts %v requests of the main world, want none", got)
	}
}

// headOf returns the value of the label instance of the head node.
func headOf(t *testing.T, world program.Endpoint) string {
	t.Helper()
	var cluster struct{ Nodes []struct{ IP string } }
	world.Read(t, "/monitor/ray/cluster/node", &cluster)
	return cluster.Nodes[0].IP + ":8080"
}
