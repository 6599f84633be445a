package attack

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// attack is one way to ask for too much.
type attack struct {
	name string
	// prepare sets the victim up, before anything is measured. Defaults to nothing.
	prepare func(tb testing.TB, v *victim)
	// client attacks until the context is done. client numbers the attackers from 0.
	client func(ctx context.Context, v *victim, client int)
}

// attacks holds one row for each kind of work, list or memory whose size a client can choose.
var attacks = []attack{
	{name: "node-histories", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/monitor/ray/cluster/node/"+v.node(i)+"/metrics/history?from=-9999s&step=1s")
	})},
	{name: "task-histories", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/monitor/training/"+v.task(i)+"/history?from=-9999s&step=1s")
	})},
	{name: "histories-of-years", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/monitor/training/"+v.task(i)+"/history?from=-3000d&step=8h")
		v.get(ctx, "/monitor/ray/cluster/node/"+v.node(i)+"/metrics/history?from=-3000d&step=8h")
	})},
	{name: "other-times", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, fmt.Sprintf("/monitor/ray/cluster/node?at=%%2B%dd", i*37%3600))
		v.get(ctx, fmt.Sprintf("/monitor/ray/cluster/status?at=-%dd", i*41%3600))
	})},
	{name: "lists", client: repeat(func(ctx context.Context, v *victim, i int) {
		for _, path := range []string{"/monitorRayCluster/node", "/cluster/available-nodes", "/tasksList"} {
			v.get(ctx, path)
		}
		v.get(ctx, "/openapi.json")
	})},
	{name: "scrapes", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/metrics")
		v.get(ctx, fmt.Sprintf("/metrics?at=-%ds", i))
	})},
	{name: "node-scrapes", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/metrics?node_id="+v.node(i))
	})},
	{name: "overviews", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, fmt.Sprintf("/stream/overview?nodes=true&at=-%ds", i))
	})},
	{name: "new-addresses", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.post(ctx, "/cluster/add-nodes", addresses(i, 1000))
	})},
	{name: "one-address", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.post(ctx, "/cluster/add-nodes", `{"nodes": ["10.1.1.1"`+strings.Repeat(`, "10.1.1.1"`, 1999)+`]}`)
	})},
	{name: "validations", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.post(ctx, "/cluster/validate-nodes", addresses(i, 2000))
	})},
	{name: "cluster-up-and-down", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.post(ctx, "/cluster/stop", "{}")
		v.post(ctx, "/cluster/create", "{}")
	})},
	{name: "tasks-on-all-nodes", prepare: addNodes, client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.post(ctx, "/train", `{"num_clients": 3000}`)
	})},
	{name: "large-parameters", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.post(ctx, "/train", `{"x": "`+strings.Repeat("x", 1<<20-20)+`"}`)
	})},
	{name: "tasks", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.post(ctx, "/train", "{}")
	})},
	{name: "unknown-ids", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/stream/sse?for=1s&task_id="+unknown("task", i, 64)+"&node_id="+unknown("node", i, 64))
	})},
	{name: "resumes", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.read(ctx, "/stream/sse?snapshot=false&since="+v.epoch+":2:0", 1<<20)
	})},
	{name: "sessions", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.post(ctx, "/mock/sessions", fmt.Sprintf(`{"name": "s-%d"}`, i))
		v.get(ctx, fmt.Sprintf("/s/s-%d/tasksList", i))
		v.send(ctx, http.MethodDelete, fmt.Sprintf("/mock/sessions/s-%d", i), "", 1<<40)
	})},
	{name: "broken-streams", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/stream/sse?for=1s&__fault="+[]string{"duplicate", "reorder", "malformed", "bandwidth", "hang"}[i%5])
	})},
	{name: "broken-answers", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.get(ctx, "/monitor/ray/cluster/node?__delay=50ms&__fault=bandwidth")
		v.get(ctx, "/monitor/ray/cluster/node?__fault="+[]string{"malformed", "truncate", "reset", "stale"}[i%4])
	})},
	{name: "snapshots", client: subscribeAgain},
	{name: "slow-readers", client: func(ctx context.Context, v *victim, i int) {
		path := "/monitor/ray/cluster/node/" + v.node(i) + "/metrics/history?from=-9999s&step=1s"
		v.hold(ctx, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
	}},
	{name: "large-headers", client: func(ctx context.Context, v *victim, _ int) {
		v.hold(ctx, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 4<<20))
	}},
	{name: "stuck-bodies", client: func(ctx context.Context, v *victim, _ int) {
		v.hold(ctx, "POST /train HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{"+strings.Repeat(" ", 999_000))
	}},
	{name: "far-limits", client: repeat(func(ctx context.Context, v *victim, _ int) {
		v.get(ctx, "/stream/sse?limit=1000000&for=1s")
	})},
	{name: "gaps", client: repeat(func(ctx context.Context, v *victim, i int) {
		v.read(ctx, "/stream/sse?lastEventId=x&node_id="+v.node(i)+","+v.node(i+1), 1<<10)
	})},
	{name: "slow-bodies", client: func(ctx context.Context, v *victim, _ int) {
		v.hold(ctx, "POST /train HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
	}},
}

// repeat returns the attack of a client that does one thing again and again. Each time has a number of its own.
func repeat(once func(ctx context.Context, v *victim, number int)) func(context.Context, *victim, int) {
	return func(ctx context.Context, v *victim, client int) {
		for number := client; ctx.Err() == nil; number += *attackClients {
			once(ctx, v, number)
		}
	}
}

// addNodes makes the cluster larger by 3,000 nodes.
func addNodes(tb testing.TB, v *victim) {
	tb.Helper()
	for i := range 3 {
		v.post(tb.Context(), "/cluster/add-nodes", addresses(i, 1000))
	}
}

// addresses returns a body with a number of addresses, others for each i.
func addresses(i, count int) string {
	list := make([]string, count)
	for k := range list {
		n := i*count + k
		list[k] = fmt.Sprintf(`"10.%d.%d.%d"`, 1+n>>16&0x7f, n>>8&0xff, n&0xff)
	}
	return `{"nodes": [` + strings.Join(list, ", ") + `]}`
}

// unknown returns a number of ids that no scenario holds, others for each i.
func unknown(kind string, i, count int) string {
	list := make([]string, count)
	for k := range list {
		list[k] = fmt.Sprintf("%s_of_%d.%d", kind, i, k)
	}
	return strings.Join(list, ",")
}
