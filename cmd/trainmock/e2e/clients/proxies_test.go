package clients

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
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
	// start runs it in front of an address until the test ends, and returns the address that stands for the program's.
	start func(t *testing.T, upstream string) string
	// compresses is set where it compresses answers for a client that accepts that.
	compresses bool
	// serves is set where it also serves an application, as its recipe says.
	serves bool
	// rare is set where others of its kind stand for it.
	rare bool
}

var proxies = []proxy{
	{name: "webpack-dev-server", start: recipeProxy("webpack", "webpack.config.mjs"), compresses: true, serves: true, rare: true},
	{name: "Vite", start: recipeProxy("vite", "vite.config.js"), serves: true},
	{name: "Next.js", start: recipeProxy("next", "next.config.mjs"), compresses: true, serves: true},
	{name: "Express", start: nodeProxy("express.js", "express"), compresses: true},
	{name: "http-proxy", start: nodeProxy("http-proxy.js", "http-proxy"), compresses: true, rare: true},
	{name: "Fastify", start: nodeProxy("fastify.js", "fastify"), compresses: true, rare: true},
	{name: "nginx", start: nginxProxy, compresses: true},
	{name: "Caddy", start: caddyProxy, compresses: true, rare: true},
}

// TestStreamsThroughProxies checks that events pass a proxy one by one, as they happen, although it compresses.
func TestStreamsThroughProxies(t *testing.T) {
	const query = "?topics=cluster&snapshot=false"
	p := program.Start(t, app.Run, "--tick", "200ms")
	direct := followStrictly(t, p.URL, query)
	page, _ := browser.New(t)
	for _, proxy := range proxies {
		t.Run(proxy.name, func(t *testing.T) {
			program.SkipRare(t, proxy.rare)
			t.Parallel()
			base := proxy.start(t, p.URL)
			if got := compressed(t, base+"/monitor/ray/cluster/node"); got != proxy.compresses {
				t.Errorf("compressed: %t, want %t", got, proxy.compresses)
			}
			if proxy.serves {
				checkShared(t, base, p)
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
		return runProxy(t, script, module, upstream)
	}
}

// runProxy runs a script that serves until the test ends, and returns the address that it prints.
func runProxy(t *testing.T, script, module, argument string) string {
	t.Helper()
	read := func(from io.Reader, tr *transcript) error {
		lines := bufio.NewScanner(from)
		for lines.Scan() {
			tr.add(sighting{Saw: "line", Data: lines.Text()})
		}
		return lines.Err()
	}
	said := command(t, read, lookForNode(t, module), filepath.Join(scripts, "proxies", script), argument)
	lines := said.await(t, "an address", func(s sighting) bool { return strings.HasPrefix(s.Data, "http://") })
	return lines[len(lines)-1].Data
}

// recipeProxy returns a function that serves an application with the configuration of a recipe.
func recipeProxy(module, configuration string) func(*testing.T, string) string {
	return func(t *testing.T, upstream string) string {
		t.Helper()
		return serveConfiguration(t, module, configuration, recipeBlock(t, module+".md", "// "+configuration), upstream)
	}
}

// serveConfiguration serves an application with a configuration, which has the usual address for an upstream.
func serveConfiguration(t *testing.T, module, configuration, config, upstream string) string {
	t.Helper()
	folder := t.TempDir()
	writeText(t, folder, configuration, strings.ReplaceAll(config, "http://localhost:6677", upstream))
	writeText(t, folder, "index.html", "<!doctype html><title>the application</title>")
	return runProxy(t, module+".js", module, folder)
}

// nginxProxy runs nginx with the server of its recipe.
func nginxProxy(t *testing.T, upstream string) string {
	t.Helper()
	path, folder, address := program.LookFor(t, "nginx", program.DemandClients), t.TempDir(), program.FreeAddress(t)
	fill := strings.NewReplacer("listen 8080", "listen "+address, "http://localhost:6677", upstream, "FOLDER", folder)
	writeText(t, folder, "recipe.conf", fill.Replace(recipeBlock(t, "nginx.md", "map ")))
	file := writeText(t, folder, "nginx.conf", fill.Replace(readText(t, scripts, "proxies/nginx.conf")))
	base := "http://" + address + "/trainmock"
	awaitAnswer(t, base+"/health", command(t, readLines, path, "-c", file))
	return base
}

// caddyProxy runs Caddy.
func caddyProxy(t *testing.T, upstream string) string {
	t.Helper()
	path, folder, address := program.LookFor(t, "caddy", program.DemandClients), t.TempDir(), program.FreeAddress(t)
	fill := strings.NewReplacer("UPSTREAM", upstream, "LISTEN", address)
	file := writeText(t, folder, "Caddyfile", fill.Replace(readText(t, scripts, "proxies/Caddyfile")))
	// Caddy keeps its newest configuration, for which it has no flag.
	args := []string{"XDG_CONFIG_HOME=" + folder, path, "run", "--adapter", "caddyfile", "--config", file}
	awaitAnswer(t, "http://"+address+"/health", command(t, readLines, "env", args...))
	return "http://" + address
}

// writeText writes a file, and returns its path.
func writeText(t *testing.T, folder, file, text string) string {
	t.Helper()
	path := filepath.Join(folder, file)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
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
