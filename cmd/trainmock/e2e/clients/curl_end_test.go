package clients

import (
	"os/exec"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// TestCurlIsContent checks that curl succeeds on a stream that ends itself, over HTTP/1.1, TLS and HTTP/2.
func TestCurlIsContent(t *testing.T) {
	binary := program.LookFor(t, "curl", program.DemandClients)
	plain := program.Start(t, app.Run, "--tick", "20ms")
	secured := program.Start(t, app.Run, "--tick", "20ms", "--tls-self-signed")
	for _, arguments := range [][]string{
		{plain.URL}, {"--http1.1", "--insecure", secured.URL}, {"--http2", "--insecure", secured.URL},
	} {
		for query, enough := range map[string]func(events int) bool{
			"limit=20": func(events int) bool { return events == 20 },
			"for=1s":   func(events int) bool { return events >= 20 },
		} {
			last := len(arguments) - 1
			url := arguments[last] + "/stream/sse?snapshot=false&topics=cluster&" + query
			all := append([]string{"--silent", "--show-error", "--max-time", "20"}, arguments[:last]...)
			output, err := exec.CommandContext(t.Context(), binary, append(all, url)...).CombinedOutput()
			if events := strings.Count(string(output), "\nid: "); err != nil || !enough(events) {
				t.Errorf("curl %v %s: got %v and %d events, want success and those asked for: %.300s", all, url, err,
					events, output)
			}
		}
	}
}
