package page

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
	"trainmock/stream/model"
)

// TestPage opens the page in a real browser: it shows the cluster, and its numbers change by themselves.
func TestPage(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "100ms")
	ctx, seen := browser.New(t)
	var cluster model.Cluster
	p.Read(t, "/monitor/ray/cluster/node", &cluster)
	nodeID := cluster.Nodes[0].ID
	browser.Open(t, ctx, p.URL+"/?as=table")
	browser.Await(t, ctx, `document.body.innerText.includes("`+nodeID+`")`)
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.before = document.body.innerText`))
	if err != nil {
		t.Fatal(err)
	}
	browser.Await(t, ctx, `document.body.innerText !== window.before`)
	for _, want := range []string{"demo", "7", nodeID} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not show %q:\n%s", want, text)
		}
	}
	seen.Check(t, p.URL)
}

// TestEventSourceAndWebSocketInABrowser: onmessage gets every event, with the same ids over both.
func TestEventSourceAndWebSocketInABrowser(t *testing.T) {
	p := program.Start(t, app.Run, "--seed", "7", "--tick", "50ms")
	ctx, _ := browser.New(t)
	const script = `new Promise((resolve) => {
		const got = { sse: [], ws: [] };
		const done = () => got.sse.length > 200 && got.ws.length > 200 && resolve(got);
		const keep = (list) => (e) => { const m = JSON.parse(e.data); list.push(m.id + " " + m.type); done(); };
		const source = new EventSource("/stream/sse");
		source.onmessage = keep(got.sse);
		new WebSocket("ws://" + location.host + "/stream/ws").onmessage = keep(got.ws);
	})`
	browser.Navigate(t, ctx, p.URL+"/health")
	got := browser.Evaluate[transcripts](t, ctx, script)
	if got.SSE[0] != "undefined hello" || got.WS[0] != "undefined hello" ||
		!strings.HasSuffix(got.SSE[1], " snapshot") {
		t.Fatalf("SSE began with %q, WebSocket with %q, want hello and snapshot", got.SSE[:2], got.WS[:2])
	}
	over := map[string]bool{}
	for _, m := range got.SSE[2:] {
		over[m] = true
	}
	shared := 0
	for _, m := range got.WS[2:] {
		if over[m] {
			shared++
		}
	}
	if shared < 150 {
		t.Errorf("of some 200 events, both transports brought %d, want at least 150", shared)
	}
}

// transcripts are the ids and types that came over both transports.
type transcripts struct {
	SSE []string `json:"sse"`
	WS  []string `json:"ws"`
}
