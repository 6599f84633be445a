package clients

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// proxy is a server that others wrote, in front of the program.
type proxy struct {
	name string
	// start runs it in front of an address until the test ends, and returns its own address.
	start func(t *testing.T, upstream string) string
	// compresses is set where it compresses answers for a client that accepts that.
	compresses bool
}

var proxies = []proxy{
	{name: "webpack-dev-server", start: nodeProxy("webpack.js", "webpack-dev-server"), compresses: true},
	{name: "Vite", start: nodeProxy("vite.js", "vite")},
	{name: "Next.js", start: nodeProxy("next.js", "next"), compresses: true},
	{name: "Express", start: nodeProxy("express.js", "express"), compresses: true},
	{name: "http-proxy", start: nodeProxy("http-proxy.js", "http-proxy"), compresses: true},
	{name: "Fastify", start: nodeProxy("fastify.js", "fastify"), compresses: true},
	{name: "nginx", start: configuredProxy("nginx", "nginx.conf", "-c"), compresses: true},
	{name: "Caddy", start: configuredProxy("caddy", "Caddyfile", "run", "--adapter", "caddyfile", "--config"),
		compresses: true},
}

// TestStreamsThroughProxies checks that events pass a proxy one by one, as they happen, although it compresses.
func TestStreamsThroughProxies(t *testing.T) {
	const query = "?topics=cluster&snapshot=false"
	p := program.Start(t, app.Run, "--tick", "200ms")
	direct := followStrictly(t, p.URL, query)
	page, _ := browser.New(t)
	for _, proxy := range proxies {
		t.Run(proxy.name, func(t *testing.T) {
			t.Parallel()
			base := proxy.start(t, p.URL)
			if got := compressed(t, base+"/openapi.json"); got != proxy.compresses {
				t.Errorf("compressed: %t, want %t", got, proxy.compresses)
			}
			followers := map[string]follower{
				"curl": followCurl, "npm eventsource": followNode("eventsource", "EventSource"),
				"npm ws": followNode("ws", "WebSocket"),
			}
			for _, name := range []string{"EventSource", "WebSocket"} {
				followers[name+" of Chromium"] = followPage(browser.NewPage(t, page), name)
			}
			got := map[string]*transcript{}
			for name, follow := range followers {
				got[name] = follow(t, base, query)
			}
			checkLive(t, got, direct)
		})
	}
}

// checkLive fails the test unless five ticks in a row reach every client by the time that a few more have been told.
func checkLive(t *testing.T, clients map[string]*transcript, direct *transcript) {
	t.Helper()
	const most = 20 // ticks, four seconds of a busy machine: a proxy that compresses holds back more than a hundred
	seen := map[string]int64{}
	for range 5 {
		for name, tr := range clients {
			last := seen[name]
			tr.await(t, "a tick over "+name, func(s sighting) bool {
				return s.message.ID != "" && s.message.EventID(t).Tick > last
			})
			seen[name] = tr.newest(t)
			if behind := direct.newest(t) - seen[name]; behind > most {
				t.Errorf("%s is %d ticks behind, want at most %d", name, behind, most)
			}
		}
	}
}

// compressed reports whether the answer to a client that accepts it is compressed.
func compressed(t *testing.T, url string) bool {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "gzip")
	r, err := program.NewClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.Header.Get("Content-Encoding") == "gzip"
}

// nodeProxy returns a function that runs a script, which prints its address.
func nodeProxy(script, module string) func(*testing.T, string) string {
	return func(t *testing.T, upstream string) string {
		t.Helper()
		node := lookForNode(t, module)
		read := func(from io.Reader, tr *transcript) error {
			lines := bufio.NewScanner(from)
			for lines.Scan() {
				tr.add(sighting{Saw: "line", Data: lines.Text()})
			}
			return lines.Err()
		}
		said := command(t, read, node, filepath.Join(scripts, "proxies", script), upstream, t.TempDir())
		lines := said.await(t, "an address", func(s sighting) bool { return strings.HasPrefix(s.Data, "http://") })
		return lines[len(lines)-1].Data
	}
}

// configuredProxy returns a function that runs a program whose last argument is the path of its configuration.
func configuredProxy(name, configuration string, args ...string) func(*testing.T, string) string {
	return func(t *testing.T, upstream string) string {
		t.Helper()
		path := program.LookFor(t, name, program.DemandClients)
		text, err := os.ReadFile(filepath.Join(scripts, "proxies", configuration))
		if err != nil {
			t.Fatal(err)
		}
		folder, address := t.TempDir(), freeAddress(t)
		file := filepath.Join(folder, configuration)
		filled := strings.NewReplacer("UPSTREAM", upstream, "LISTEN", address, "FOLDER", folder).Replace(string(text))
		if err := os.WriteFile(file, []byte(filled), 0o600); err != nil {
			t.Fatal(err)
		}
		// Caddy keeps its newest configuration, for which it has no flag.
		environment := []string{"XDG_CONFIG_HOME=" + folder, path}
		ended := command(t, readLines, "env", slices.Concat(environment, args, []string{file})...)
		awaitAnswer(t, "http://"+address+"/health", ended)
		return "http://" + address
	}
}

// freeAddress returns an address of this machine at which nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// awaitAnswer waits until a GET is answered with 200. The test fails if the server ends before.
func awaitAnswer(t *testing.T, url string, server *transcript) {
	t.Helper()
	client, begun := program.NewClient(t), time.Now()
	for range time.Tick(20 * time.Millisecond) {
		r, err := client.Get(url)
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
			err = fmt.Errorf("status %s", r.Status)
		}
		if seen, _ := server.from(0); len(seen) > 0 || time.Since(begun) > program.Timeout {
			t.Fatalf("%s: %v, and the server says %.500v, want 200", url, err, seen)
		}
	}
}
