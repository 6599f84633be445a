package clients

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"trainmock/cmd/trainmock/app"
	"trainmock/cmd/trainmock/internal/browser"
	"trainmock/cmd/trainmock/internal/program"
)

// prefix is the path below which nginx serves the program.
const prefix = "/x/y"

// TestPrefixInABrowser opens the pages below a path of nginx, over HTTP and HTTPS: they work, ask for nothing outside
// the path, and leave nothing on the console.
func TestPrefixInABrowser(t *testing.T) {
	p := program.Start(t, app.Run, "--tick", "100ms")
	plain, secure := startPrefix(t, p.URL)
	visitPages(t, plain, "/docs/")
	if program.All() {
		visitPages(t, secure, "")
	}
}

// visitPages opens the pages below an address in a browser, that of the routes by a path that redirects to it, if any.
func visitPages(t *testing.T, base, redirecting string) {
	t.Helper()
	below, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	var options []chromedp.ExecAllocatorOption
	if below.Scheme == "https" {
		options = append(options, chromedp.Flag("ignore-certificate-errors", true))
	}
	ctx, seen := browser.New(t, options...)
	for _, page := range []struct{ path, until string }{
		{"/", `document.querySelector("[data-state=live]")?.innerText.includes("WebSocket")`},
		{"/?as=table", `document.querySelectorAll("tbody tr").length === 8`},
		{redirecting, `location.pathname === "` + below.Path + `/docs"
			&& document.querySelectorAll(".opblock").length > 20`},
		{"/docs/streams", `document.querySelector("#node_update figcaption").textContent.includes("from this server")`},
		{"/docs/streams/", `document.querySelector("#snapshot figcaption").textContent.includes("from this server")`},
	} {
		if page.path == "" {
			continue
		}
		browser.Navigate(t, ctx, base+page.path)
		browser.Await(t, ctx, page.until)
		checkWaysBack(t, ctx, base)
		if page.path == redirecting {
			executeHealth(t, ctx)
		}
	}
	watchBySSE(t, ctx)
	seen.Check(t, base)
}

// checkWaysBack checks that all links of the page lead to somewhere below the path.
func checkWaysBack(t *testing.T, ctx context.Context, base string) {
	t.Helper()
	for _, link := range browser.Evaluate[[]string](t, ctx, `[...document.links].map(({ href }) => href)`) {
		if !strings.HasPrefix(link, base+"/") {
			t.Errorf("a link leads to %s, want only links below %s", link, base)
		}
	}
}

// watchBySSE watches a stream on the page of the streams.
func watchBySSE(t *testing.T, ctx context.Context) {
	t.Helper()
	browser.Evaluate[any](t, ctx, `document.querySelector("[data-watch=sse]").click()`)
	browser.Await(t, ctx, `document.querySelectorAll("#messages li").length > 20`)
}

// executeHealth executes GET /health on the page of the routes.
func executeHealth(t *testing.T, ctx context.Context) {
	t.Helper()
	const block = `document.querySelector("[data-path='/health']")?.closest(".opblock")`
	browser.Await(t, ctx, block+` != null`)
	browser.Evaluate[any](t, ctx, block+`.querySelector(".opblock-summary-control").click()`)
	browser.Await(t, ctx, block+`.querySelector(".execute") !== null`)
	browser.Evaluate[any](t, ctx, block+`.querySelector(".execute").click()`)
	browser.Await(t, ctx, block+`.querySelector(".live-responses-table")?.innerText.includes("uptime_seconds")`)
}

// TestPrefixOfRefusals asks below a path of nginx for what is refused: every link in an answer stays below the path,
// and no text names an address from the root.
func TestPrefixOfRefusals(t *testing.T) {
	p := program.Start(t, app.Run)
	base, _ := startPrefix(t, p.URL)
	for _, path := range []string{"/nope", "/nope/", "/a/b/c", "/ws", "/stream/ws", "/api/edgeai/nodes/ws/node_1234"} {
		for _, accept := range []string{"text/html", "application/json"} {
			checkRefusal(t, base, path, accept)
		}
	}
}

var references = regexp.MustCompile(`href="([^"]*)"`)

// checkRefusal checks the addresses in one answer.
func checkRefusal(t *testing.T, base, path, accept string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	r, err := program.NewClient(t).Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := references.FindAllSubmatch(body, -1)
	if isPage := accept == "text/html"; r.StatusCode < 400 || isPage != (len(found) == 2) {
		t.Errorf("%s, Accept %s: %s %s, want a refusal, with two links in HTML", path, accept, r.Status, body)
	}
	for _, link := range found {
		to, err := request.URL.Parse(string(link[1]))
		if err != nil {
			t.Fatal(err)
		}
		if to.Path != prefix+"/" && to.Path != prefix+"/docs" && to.Path != prefix+"/docs/streams" {
			t.Errorf("%s: a link leads to %s, want one to a page below %s", path, to, base)
		}
	}
	if upstream := regexp.MustCompile(`[" ]/[a-z]|://`).Find(body); upstream != nil {
		t.Errorf("%s: got %s, want no address from the root", path, body)
	}
}

// startPrefix runs nginx in front of an address until the test ends, and returns the addresses below its path.
func startPrefix(t *testing.T, upstream string) (plain, secure string) {
	t.Helper()
	nginx := program.LookFor(t, "nginx", program.DemandClients)
	text, err := os.ReadFile(filepath.Join(scripts, "proxies", "prefix.conf"))
	if err != nil {
		t.Fatal(err)
	}
	folder, listen, tlsListen := t.TempDir(), program.FreeAddress(t), program.FreeAddress(t)
	writeCertificate(t, folder)
	file := filepath.Join(folder, "nginx.conf")
	filled := strings.NewReplacer("UPSTREAM", upstream, "LISTEN", listen, "SECURE", tlsListen, "FOLDER", folder)
	if err := os.WriteFile(file, []byte(filled.Replace(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
	ended := command(t, readLines, nginx, "-c", file)
	plain = (&url.URL{Scheme: "http", Host: listen, Path: prefix}).String()
	awaitAnswer(t, plain+"/health", ended)
	return plain, "https://" + tlsListen + prefix
}

// writeCertificate writes a certificate for tests and its key into a folder, as nginx reads them.
func writeCertificate(t *testing.T, folder string) {
	t.Helper()
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pair := server.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"certificate.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		"key.pem":         {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
