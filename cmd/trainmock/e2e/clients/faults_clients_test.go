package clients

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// watchTime is how long clients watch each connection from its opening on.
const watchTime = 3 * time.Second

const (
	curlName      = "curl"
	plainProtocol = "HTTP/1.1"
	tlsProtocol   = "HTTP/1.1 over TLS"
	http2Protocol = "HTTP/2"
	// nodeProtocol is HTTP/2 for the fetch of newer Node, and HTTP/1.1 for that of older.
	nodeProtocol = "TLS"
)

// unverified lets a browser take a certificate that it cannot verify, as a person does with a click.
var unverified = chromedp.Flag("ignore-certificate-errors", true)

// faultWatcher is a client that watches a program break.
type faultWatcher struct {
	client, protocol string
	run              *program.Program
	// look uses addresses, all at a time.
	look func(t *testing.T, list []sightedFault, base string) []seen
}

// plainWatchers returns all clients of a program without TLS.
func plainWatchers(page context.Context, plain *program.Program) []faultWatcher {
	return []faultWatcher{
		{"Chromium", plainProtocol, plain, lookWithPage(page)},
		{"Node", plainProtocol, plain, lookWithNode},
		{curlName, plainProtocol, plain, lookWithCurl("--http1.1")},
	}
}

// securedWatchers returns all clients of a program with TLS.
func securedWatchers(page context.Context, secured *program.Program) []faultWatcher {
	list := []faultWatcher{
		{"Chromium", http2Protocol, secured, lookWithPage(page)},
		{curlName, http2Protocol, secured, lookWithCurl("--http2")},
	}
	if program.All() {
		list = append(list, faultWatcher{"Node", nodeProtocol, secured, lookWithNode},
			faultWatcher{curlName, tlsProtocol, secured, lookWithCurl("--http1.1")})
	}
	return list
}

// watch returns what the client sees of all faults.
func (w faultWatcher) watch(t *testing.T) []sightedFault {
	t.Helper()
	var list []sightedFault
	for _, p := range faultPlaces {
		if w.client == curlName && p.by == "WebSocket" {
			continue
		}
		for _, f := range p.faults {
			s := sightedFault{client: w.client, protocol: w.protocol, place: p, struck: f}
			if p.by == "WebSocket" && w.protocol != plainProtocol {
				s.protocol = tlsProtocol
			}
			list = append(list, s)
		}
	}
	saw := w.look(t, list, w.run.URL)
	if len(saw) != len(list) {
		t.Fatalf("got %d sights, want %d", len(saw), len(list))
	}
	for i := range list {
		list[i].seen = saw[i]
	}
	return list
}

// sight is an address, and the interface by which it is to be used.
type sight struct {
	By  string `json:"by"`
	URL string `json:"url"`
}

// sights returns the addresses of faults. base returns that of the program for the n-th.
func sights(list []sightedFault, base func(n int) string) []sight {
	all := make([]sight, len(list))
	for i, f := range list {
		all[i] = sight{By: f.place.by, URL: base(i) + f.place.path(f.struck)}
	}
	return all
}

// lookWithPage uses the interfaces of a browser, in a page of its own.
func lookWithPage(ctx context.Context) func(*testing.T, []sightedFault, string) []seen {
	return func(t *testing.T, list []sightedFault, base string) []seen {
		t.Helper()
		page := browser.NewPage(t, ctx)
		browser.Navigate(t, page, base+"/health")
		module, err := os.ReadFile(filepath.Join(scripts, "faults.js"))
		if err != nil {
			t.Fatal(err)
		}
		all := sights(list, func(n int) string { return ownHost(base, n) })
		return browser.Evaluate[[]seen](t, page, fmt.Sprintf(
			`import("data:text/javascript;base64,%s").then(({ observe }) =>
				observe({ EventSource, WebSocket, fetch: (...args) => fetch(...args) }, %s, %d))`,
			base64.StdEncoding.EncodeToString(module), encodeJSON(t, all), watchTime.Milliseconds()))
	}
}

// ownHost returns another name of this machine for the n-th address over HTTP/1.1, where a browser keeps six
// connections to a name at most.
func ownHost(base string, n int) string {
	address, err := url.Parse(base)
	if err != nil || address.Scheme != "http" {
		return base
	}
	return fmt.Sprintf("http://fault-%d.localhost:%s", n, address.Port())
}

// lookWithNode uses npm packages, and Node's own fetch.
func lookWithNode(t *testing.T, list []sightedFault, base string) []seen {
	t.Helper()
	node := lookForNode(t, "eventsource")
	lookForNode(t, "ws")
	c := exec.CommandContext(t.Context(), node, filepath.Join(scripts, "faults_node.js"),
		fmt.Sprint(watchTime.Milliseconds()))
	c.Env = append(os.Environ(), "NODE_TLS_REJECT_UNAUTHORIZED=0")
	c.Stdin = bytes.NewReader(encodeJSON(t, sights(list, func(int) string { return base })))
	var stderr bytes.Buffer
	c.Stderr = &stderr
	output, err := c.Output()
	if err != nil {
		t.Fatalf("node: %v: %s", err, stderr.String())
	}
	var all []seen
	if err := json.Unmarshal(output, &all); err != nil {
		t.Fatalf("%v in %.300s", err, output)
	}
	return all
}

// curlReport is what curl is to say on stderr of a transfer, for readReport.
const curlReport = "%{stderr}%{http_code} %{time_starttransfer} %{time_total} %header{x-mock-fault}"

// lookWithCurl runs curl with a flag, once for each address.
func lookWithCurl(flag string) func(*testing.T, []sightedFault, string) []seen {
	return func(t *testing.T, list []sightedFault, base string) []seen {
		t.Helper()
		path := program.LookFor(t, curlName, program.DemandClients)
		all := make([]seen, len(list))
		done := make(chan error, len(list))
		for i, f := range list {
			c := exec.CommandContext(t.Context(), path, flag, "--insecure", "--noproxy", "*", "--no-buffer",
				"--silent", "--max-time", fmt.Sprint(watchTime.Seconds()), "--write-out", curlReport,
				base+f.place.path(f.struck))
			// To load the certificates of the system, which none of them needs, would take each long.
			c.Env = append(os.Environ(), "SSL_CERT_FILE="+os.DevNull)
			go func() {
				var err error
				all[i], err = readCurl(c, f.place.by == "EventSource")
				done <- err
			}()
		}
		for range list {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		return all
	}
}

// readCurl runs curl and returns what it prints as that comes.
func readCurl(c *exec.Cmd, stream bool) (seen, error) {
	var stderr strings.Builder
	c.Stderr = &stderr
	s := seen{First: -1, LeastAge: -1, ReadyState: -1}
	stdout, err := c.StdoutPipe()
	if err != nil {
		return s, err
	}
	if err := c.Start(); err != nil {
		return s, err
	}
	var body []byte
	if stream {
		s.readStream(stdout)
	} else if body, err = io.ReadAll(stdout); err != nil {
		return s, err
	}
	// An error is an exit code other than 0, which is part of what is seen.
	_ = c.Wait()
	s.Exit = c.ProcessState.ExitCode()
	if err := s.readReport(stderr.String()); err != nil {
		return s, err
	}
	if !stream && s.Opened {
		s.take(body, time.Now())
	}
	return s, nil
}
