package page

import (
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// unchecked lets a browser take a certificate that nobody vouches for, as a person does with a click.
var unchecked = chromedp.Flag("ignore-certificate-errors", true)

// TestPageOverTLS: the page is live by itself, over wss, and asks for nothing but https.
func TestPageOverTLS(t *testing.T) {
	p := program.Start(t, app.Run, "--tls-self-signed", "--tick", "100ms")
	ctx, seen := browser.New(t, unchecked)
	browser.Navigate(t, ctx, p.URL+"/")
	browser.Await(t, ctx, `document.querySelector("[data-state=live]")?.innerText.includes("WebSocket")`)
	seen.Check(t, p.URL)
}

// TestTenStreamsInABrowser: over HTTP/1.1 the seventh stream of a page would wait for another to end.
func TestTenStreamsInABrowser(t *testing.T) {
	p := program.Start(t, app.Run, "--tls-self-signed", "--tick", "50ms")
	ctx, _ := browser.New(t, unchecked)
	const script = `new Promise((resolve) => {
		const ticks = Array(10).fill(0);
		ticks.forEach((_, i) => {
			new EventSource("/stream/sse?topics=cluster").addEventListener("message", () => {
				ticks[i] += 1;
				if (ticks.every((n) => n > 5)) resolve(performance.getEntriesByType("navigation")[0].nextHopProtocol);
			});
		});
	})`
	browser.Navigate(t, ctx, p.URL+"/health")
	if protocol := browser.Evaluate[string](t, ctx, script); protocol != "h2" {
		t.Errorf("ten live streams over %q, want h2", protocol)
	}
}
