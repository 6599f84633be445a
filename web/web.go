// Package web owns the page that a person opens first: its files, embedded, and how they are served. The folder client
// is an npm package, of which the page uses the stream client.
package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed static client/client.js client/client.d.ts
var files embed.FS

// folders are the embedded folders. Each mirrors the URLs of its files.
var folders = []string{"static", "client"}

// policy lets the page load and reach its own server only. WebSocket schemes are named because not every browser counts
// them under 'self'. The page makes the picture of its tab itself, as an address with data.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// contentTypes is a table of our own because the standard library's answer depends on the machine.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".ts":   "text/plain; charset=utf-8",
	".txt":  "text/plain; charset=utf-8",
}

// asset is one file.
type asset struct {
	contentType string
	// sent returns what is sent, as its first request needs it, and compressed the same compressed by gzip.
	sent, compressed func() form
}

// form is one form of a file.
type form struct {
	body []byte
	// etag names the content.
	etag string
}

// Handler serves GET and HEAD of "/", "/client.js", "/client.d.ts" and "/assets/*". Everything else is a 404,
// other methods are a 405, both in the service's JSON shape.
func Handler() http.Handler {
	assets := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, ok := assets[r.URL.Path]
		if !ok {
			fail(w, http.StatusNotFound)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			fail(w, http.StatusMethodNotAllowed)
			return
		}
		file.serve(w, r)
	})
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.contentType)
	h.Add("Vary", "Accept-Encoding")
	choose := a.sent
	if takesGzip(r) {
		choose = a.compressed
		h.Set("Content-Encoding", "gzip")
	}
	chosen := choose()
	h.Set("ETag", `"`+chosen.etag+`"`)
	// Ask every time, answer 304 most of the time: after an upgrade nobody runs yesterday's script.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(chosen.body))
}

// takesGzip reports whether a client takes answers that are compressed by gzip: not with a quality of 0 (RFC 9110,
// section 12.4.2).
func takesGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(coding), ";")
		if strings.TrimSpace(name) == "gzip" {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(quality), "q="), 64)
			return err != nil || q > 0
		}
	}
	return false
}

func fail(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"detail":"` + http.StatusText(status) + `"}`))
}

// load maps URL paths to files; index.html is "/".
func load() map[string]asset {
	assets := make(map[string]asset)
	for _, folder := range folders {
		err := fs.WalkDir(files, folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			url := strings.TrimPrefix(name, folder)
			if url == "/index.html" {
				url = "/"
			}
			assets[url] = newAsset(name, url)
			return nil
		})
		if err != nil {
			panic(err) // the files are part of the binary: only a broken build gets here
		}
	}
	// The page's own copy is small, as its other scripts are.
	const copied = "/assets/client.js"
	assets[copied] = newAsset("client/client.js", copied)
	return assets
}

// newAsset returns a file as it is served at a URL. Those of the page are minified, but not the client, which people
// read and copy.
func newAsset(name, url string) asset {
	contentType := contentTypes[path.Ext(name)]
	sent := sync.OnceValue(func() form {
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err) // the files are part of the binary
		}
		if path.Dir(url) == "/assets" {
			body = minified(contentType, body)
		}
		sum := sha256.Sum256(body)
		return form{body, hex.EncodeToString(sum[:8])}
	})
	return asset{
		contentType: contentType, sent: sent,
		compressed: sync.OnceValue(func() form { return form{compress(sent().body), sent().etag + "-gzip"} }),
	}
}

// compress returns a body compressed by gzip, as small as it gets.
func compress(body []byte) []byte {
	var compressed bytes.Buffer
	// A level that there is, and a buffer, give no error.
	w, _ := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	_, _ = w.Write(body)
	_ = w.Close()
	return compressed.Bytes()
}
