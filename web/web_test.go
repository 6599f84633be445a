package web_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"trainmock/stream/model"
	"trainmock/web"
)

// maxBytes limits the page with all its assets, uncompressed, as they are sent. The client that people read is no part
// of it, but the page's short copy is.
const maxBytes = 150_000

// maxFirst limits what the page loads at once, compressed by gzip.
const maxFirst = 45_000

// maxColumns limits a line; a tab counts four.
const maxColumns = 120

func TestHandler(t *testing.T) {
	tests := []struct {
		name, method, url string
		status            int
		contentType       string
		contains          string
	}{
		{"page", "GET", "/", 200, "text/html; charset=utf-8", "<!doctype html>"},
		{"page with query", "GET", "/?x=1", 200, "text/html; charset=utf-8", "<!doctype html>"},
		{"client", "GET", "/client.js", 200, "text/javascript; charset=utf-8", "export const connect"},
		{"types", "GET", "/client.d.ts", 200, "text/plain; charset=utf-8", "export type StreamEvent"},
		{"module", "GET", "/assets/main.js", 200, "text/javascript; charset=utf-8", "import"},
		{"style", "GET", "/assets/style.css", 200, "text/css; charset=utf-8", ":root"},
		{"icon", "GET", "/assets/icon.svg", 200, "image/svg+xml", "<svg"},
		{"head", "HEAD", "/assets/main.js", 200, "text/javascript; charset=utf-8", ""},
		{"unknown asset", "GET", "/assets/none.js", 404, "application/json", `{"detail":"Not Found"}`},
		{"folder", "GET", "/assets/", 404, "application/json", `{"detail":"Not Found"}`},
		{"file name of the page", "GET", "/index.html", 404, "application/json", `{"detail":"Not Found"}`},
		{"way out", "GET", "/assets/../client.js", 404, "application/json", `{"detail":"Not Found"}`},
		{"elsewhere", "GET", "/monitor", 404, "application/json", `{"detail":"Not Found"}`},
		{"method", "POST", "/", 405, "application/json", `{"detail":"Method Not Allowed"}`},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			response := send(t, tc.method, tc.url, "")
			if response.StatusCode != tc.status {
				t.Fatalf("status %d, want %d", response.StatusCode, tc.status)
			}
			if got := response.Header.Get("Content-Type"); got != tc.contentType {
				t.Errorf("Content-Type %q, want %q", got, tc.contentType)
			}
			if got := response.Header.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("X-Content-Type-Options %q, want nosniff", got)
			}
			text := read(t, response)
			if !strings.Contains(text, tc.contains) {
				t.Errorf("body lacks %q: %.80q", tc.contains, text)
			}
			if tc.method == http.MethodHead && text != "" {
				t.Errorf("HEAD has a body of %d bytes", len(text))
			}
		})
	}
}

func TestAllow(t *testing.T) {
	if got := send(t, "DELETE", "/client.js", "").Header.Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow %q, want GET, HEAD", got)
	}
}

func TestETag(t *testing.T) {
	seen := map[string]string{}
	for _, url := range []string{"/", "/client.js", "/assets/style.css"} {
		response := send(t, "GET", url, "")
		etag := response.Header.Get("ETag")
		if !regexp.MustCompile(`^"[0-9a-f]{16}"$`).MatchString(etag) || seen[etag] != "" {
			t.Errorf("%s: ETag %s is not strong or is that of %q", url, etag, seen[etag])
		}
		seen[etag] = url
		if got := response.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q, want no-cache", url, got)
		}
		if got := send(t, "GET", url, etag).StatusCode; got != http.StatusNotModified {
			t.Errorf("%s with its own ETag: %d, want 304", url, got)
		}
		if got := send(t, "GET", url, `"another"`).StatusCode; got != http.StatusOK {
			t.Errorf("%s with another ETag: %d, want 200", url, got)
		}
	}
}

// TestCompression asks for the files as clients with different codings do: the compressed form is the same text, and
// has an ETag of its own.
func TestCompression(t *testing.T) {
	plain := read(t, send(t, "GET", "/assets/main.js", ""))
	for coding, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "deflate,gzip": true, "": false, "br": false, "gzip;q=0": false,
		"gzip; q=0.0": false, "xgzip": false,
	} {
		request := httptest.NewRequest("GET", "/assets/main.js", nil)
		request.Header.Set("Accept-Encoding", coding)
		recorder := httptest.NewRecorder()
		web.Handler().ServeHTTP(recorder, request)
		response := recorder.Result()
		if got := response.Header.Get("Content-Encoding") == "gzip"; got != want {
			t.Errorf("%q: compressed %v, want %v", coding, got, want)
			continue
		}
		if response.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: Vary %q, want Accept-Encoding", coding, response.Header.Get("Vary"))
		}
		if !want {
			continue
		}
		body, err := gzip.NewReader(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err != nil || string(text) != plain {
			t.Errorf("%q: got %d bytes (%v), want the %d of the plain form", coding, len(text), err, len(plain))
		}
		etag := response.Header.Get("ETag")
		if etag == send(t, "GET", "/assets/main.js", "").Header.Get("ETag") {
			t.Errorf("%q: ETag %s, want another than that of the plain form", coding, etag)
		}
		request.Header.Set("If-None-Match", etag)
		recorder = httptest.NewRecorder()
		web.Handler().ServeHTTP(recorder, request)
		if recorder.Code != http.StatusNotModified {
			t.Errorf("%q with its ETag: %d, want 304", coding, recorder.Code)
		}
	}
}

// TestMinified checks that what the page loads is sent without comments and smaller, and the client as people read it.
func TestMinified(t *testing.T) {
	for name, text := range files(t) {
		if filepath.Dir(name) != "assets" {
			continue
		}
		sent := read(t, send(t, "GET", "/"+name, ""))
		if found := regexp.MustCompile(`(?m)^\s*(//|/\*|\*/).*`).FindString(sent); found != "" {
			t.Errorf("%s: sent with the comment %q, want none", name, found)
		}
		if len(sent) >= len(text) {
			t.Errorf("%s: sent with %d bytes, want less than the %d of its source", name, len(sent), len(text))
		}
	}
	if !strings.Contains(read(t, send(t, "GET", "/client.js", "")), "@typedef") {
		t.Error("the client is sent without its comments, want them")
	}
}

// TestTexts compares the texts of both languages: the same keys, with the same values to fill in.
func TestTexts(t *testing.T) {
	all := files(t)
	english, chinese := texts(t, all["assets/i18n.js"]), texts(t, all["assets/chinese.js"])
	for key, text := range texts(t, all["assets/words.js"]) {
		if english[key] != "" {
			t.Errorf("%s is both in i18n.js and in words.js, want it once", key)
		}
		english[key] = text
	}
	value := regexp.MustCompile(`\{\w+\}`)
	for key, text := range english {
		other, ok := chinese[key]
		got, want := value.FindAllString(other, -1), value.FindAllString(text, -1)
		slices.Sort(got)
		slices.Sort(want)
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%s: got %q in Chinese, want a text with %v", key, other, want)
		}
	}
	if len(english) < 100 || len(chinese) != len(english) {
		t.Errorf("got %d and %d texts, want as many, over 100", len(english), len(chinese))
	}
}

// texts returns the first list of texts in a script, by key.
func texts(tb testing.TB, script string) map[string]string {
	tb.Helper()
	_, list, _ := strings.Cut(script, "`\n")
	list, _, _ = strings.Cut(list, "\n`")
	found := map[string]string{}
	for _, line := range strings.Split(list, "\n") {
		key, text, ok := strings.Cut(line, "|")
		if !ok || found[key] != "" {
			tb.Errorf("got the line %q, want a new key and a text", line)
		}
		found[key] = text
	}
	return found
}

// TestFirstScreen holds what the page loads at once, compressed, to its limit.
func TestFirstScreen(t *testing.T) {
	urls := []string{"/", "/assets/boot.js", "/assets/main.js", "/assets/style.css", "/assets/icon.svg"}
	for _, match := range regexp.MustCompile(`modulepreload" href="([^"]+)"`).FindAllStringSubmatch(
		files(t)["index.html"], -1) {
		urls = append(urls, "/"+match[1])
	}
	total := 0
	for _, url := range urls {
		request := httptest.NewRequest("GET", url, nil)
		request.Header.Set("Accept-Encoding", "gzip")
		recorder := httptest.NewRecorder()
		web.Handler().ServeHTTP(recorder, request)
		total += recorder.Body.Len()
	}
	if total > maxFirst {
		t.Errorf("the first screen takes %d bytes, want at most %d", total, maxFirst)
	}
	t.Logf("%d bytes in %d files", total, len(urls))
}

func TestContentSecurityPolicy(t *testing.T) {
	policy := send(t, "GET", "/", "").Header.Get("Content-Security-Policy")
	parts := []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self' ws: wss:"}
	for _, part := range parts {
		if !strings.Contains(policy, part) {
			t.Errorf("policy lacks %s: %s", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "*") {
		t.Errorf("policy is not strict: %s", policy)
	}
}

// TestFiles looks for what the policy would block at run time, for requests to other servers, and for lines that are
// too long to read.
func TestFiles(t *testing.T) {
	address := regexp.MustCompile(`(https?:)?//([a-z0-9.-]+\.[a-z0-9]+|localhost)`)
	local := regexp.MustCompile(`//(localhost|127\.0\.0\.1|www\.w3\.org)$`)
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|` +
		`<style|\sstyle="|\son[a-z]+="|<script>`)
	for name, text := range files(t) {
		for number, line := range strings.Split(text, "\n") {
			width := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    "))
			if width > maxColumns {
				t.Errorf("%s:%d: %d columns, want at most %d", name, number+1, width, maxColumns)
			}
		}
		for _, found := range address.FindAllString(text, -1) {
			if !local.MatchString(found) {
				t.Errorf("%s: outside address %s", name, found)
			}
		}
		if found := forbidden.FindString(text); found != "" {
			t.Errorf("%s: contains %q", name, found)
		}
	}
}

// TestWeight holds what the whole page takes, uncompressed, to its limit.
func TestWeight(t *testing.T) {
	total := len(read(t, send(t, "GET", "/", ""))) + len(read(t, send(t, "GET", "/assets/client.js", "")))
	for name := range files(t) {
		if filepath.Dir(name) == "assets" {
			total += len(read(t, send(t, "GET", "/"+name, "")))
		}
	}
	if total > maxBytes {
		t.Errorf("%d bytes in all, want at most %d", total, maxBytes)
	}
	t.Logf("%d bytes", total)
}

// TestReferences: a file that the page names must be there; one that nothing names is dead weight.
func TestReferences(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	all := files(t)
	named := map[string]bool{"index.html": true, "client.js": true, "client.d.ts": true}
	reference := regexp.MustCompile(`(?:href|src)="(assets/[^"]+|client\.js)"|(?:from |import\()"(\.[^"]+)"`)
	for name, text := range all {
		for _, match := range reference.FindAllStringSubmatch(text, -1) {
			target := match[1]
			if target == "" {
				target = filepath.Join(filepath.Dir(name), match[2])
			}
			file := target
			if target == "assets/client.js" {
				file = "client.js" // of which it is the short copy
			}
			named[file] = true
			if _, ok := all[file]; !ok {
				t.Errorf("%s names %s, which is not there", name, target)
			}
			if got := send(t, "GET", "/"+target, "").StatusCode; got != http.StatusOK {
				t.Errorf("%s names %s: %d", name, target, got)
			}
		}
	}
	for name := range all {
		if !named[name] {
			t.Errorf("nothing names %s", name)
		}
	}
}

func send(tb testing.TB, method, url, ifNoneMatch string) *http.Response {
	tb.Helper()
	request := httptest.NewRequest(method, url, nil)
	if ifNoneMatch != "" {
		request.Header.Set("If-None-Match", ifNoneMatch)
	}
	recorder := httptest.NewRecorder()
	web.Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

func read(tb testing.TB, response *http.Response) string {
	tb.Helper()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// files returns the files of the page, by path.
func files(tb testing.TB) map[string]string {
	tb.Helper()
	all := map[string]string{}
	root := os.DirFS("static")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(root, name)
		all[name] = string(text)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	for _, name := range []string{"client.js", "client.d.ts"} {
		text, err := os.ReadFile(filepath.Join("client", name))
		if err != nil {
			tb.Fatal(err)
		}
		all[name] = string(text)
	}
	return all
}

// TestEventTypes checks that client.js documents the types of the table, and that the page knows them.
func TestEventTypes(t *testing.T) {
	var want []string
	for _, row := range slices.Concat(model.ConnectionTypes, model.EventTypes) {
		want = append(want, row.Type)
	}
	all := files(t)
	union, _, found := strings.Cut(all["client.js"], "} EventType\n")
	if !found {
		t.Fatal("client.js has no type EventType")
	}
	documented := matches(`"([a-z_]+)"`, union[strings.LastIndex(union, "@typedef"):])
	if !slices.Equal(documented, want) {
		t.Errorf("client.js documents\n%q, want\n%q", documented, want)
	}
	known := matches(`[A-Z_]+: "([a-z_]+)"`, all["assets/events.js"])
	if got := slices.Sorted(slices.Values(known)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("events.js has\n%q, want\n%q", got, want)
	}
}

// matches returns what the group of a pattern matches in a text, each time.
func matches(pattern, text string) []string {
	var list []string
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		list = append(list, match[1])
	}
	return list
}
