package clients

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/program"
)

// startSession makes a session with the fields of a body, and returns where it answers.
func startSession(t *testing.T, p *program.Program, body string) program.Endpoint {
	t.Helper()
	var made struct{ URL string }
	status, answer := p.Send(t, http.MethodPost, "/mock/sessions", body)
	if err := json.Unmarshal(answer, &made); err != nil || status != http.StatusCreated {
		t.Fatalf("%s: got %d %s, want 201", body, status, answer)
	}
	return program.Endpoint{URL: made.URL, Client: p.Client}
}

// TestSessionInABrowser opens the pages of a session, also below a path of nginx.
func TestSessionInABrowser(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "empty")
	s := startSession(t, p, `{"name": "a", "scenario": "demo", "tick": "100ms"}`)
	visitPages(t, s.URL, "/redoc")
	plain, _ := startPrefix(t, p.URL)
	visitPages(t, plain+"/s/a", "")
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &http.Client{CheckRedirect: stay, Transport: p.Client.Transport}
	r, err := client.Get(plain + "/s/a?view=x")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	to, err := r.Location()
	if err != nil || to.String() != plain+"/s/a/?view=x" {
		t.Errorf("got a redirect to %s (%v), want %s/s/a/?view=x", to, err, plain)
	}
}

// TestSessionOfClients has the poller and the console ask a session, with no change but the address.
func TestSessionOfClients(t *testing.T) {
	p := program.Start(t, app.Run, "--scenario", "empty", "--strict")
	poll(t, startSession(t, p, `{"scenario": "chaos", "seed": 7, "tick": "20ms", "speed": 60, "strict": false}`))
	checkConsoleNodes(t, startSession(t, p, `{"scenario": "steady", "seed": 7}`))
}

// TestSessionThroughVite asks a session by the header that Vite's proxy sends, as the README has it.
func TestSessionThroughVite(t *testing.T) {
	program.LookFor(t, "node", program.DemandClients)
	p := program.Start(t, app.Run, "--speed", "0")
	s := startSession(t, p, `{"name": "a", "seed": 7, "start": "2026-01-01", "speed": 0}`)
	config := ""
	for _, b := range readReadmes(t, repository(t))["rest/README.md"] {
		if strings.HasPrefix(b.text, "// vite.config.js") {
			config = b.text
		}
	}
	const path = "/monitor/ray/cluster/node"
	t.Setenv("SESSION", "")
	plain := program.Endpoint{URL: serveConfiguration(t, "vite", "vite.config.js", config, p.URL), Client: p.Client}
	if got, want := plain.Get(t, path), p.Get(t, path); !bytes.Equal(got, want) {
		t.Errorf("without a session: got %.300s, want that of the main world, %.300s", got, want)
	}
	t.Setenv("SESSION", "a")
	base := serveConfiguration(t, "vite", "vite.config.js", config, p.URL)
	through := program.Endpoint{URL: base, Client: p.Client}
	if got, want := through.Get(t, path), s.Get(t, path); !bytes.Equal(got, want) {
		t.Errorf("got %.300s, want that of the session, %.300s", got, want)
	}
	for transport, f := range through.OpenBoth(t, "") {
		m, err := f.Next()
		if err != nil || !bytes.Contains(m.Payload, []byte(`"seed":7,`)) {
			t.Errorf("%s: got %s (%v), want hello of seed 7", transport, m.Raw, err)
		}
	}
}
