// Package web owns the page that a person opens first: its files, embedded, and how they are served. The folder client
// is an npm package, of which the page uses the stream client.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static client/client.js client/client.d.ts
var files embed.FS

// folders are the embedded folders. Each mirrors the URLs of its files.
var folders = []string{"static", "client"}

// policy lets the page load and reach its own server only. WebSocket schemes are named because
// not every browser counts them under 'self'.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
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

// asset is one file, ready to be sent.
type asset struct {
	body        []byte
	contentType string
	etag        string
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
	h.Set("ETag", a.etag)
	// Ask every time, answer 304 most of the time: after an upgrade nobody runs yesterday's script.
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
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
			body, err := files.ReadFile(name)
			if err != nil {
				return err
			}
			url := strings.TrimPrefix(name, folder)
			if url == "/index.html" {
				url = "/"
			}
			assets[url] = newAsset(name, body)
			return nil
		})
		if err != nil {
			panic(err) // the files are part of the binary: only a broken build gets here
		}
	}
	return assets
}

func newAsset(name string, body []byte) asset {
	sum := sha256.Sum256(body)
	return asset{
		body:        body,
		contentType: contentTypes[path.Ext(name)],
		etag:        `"` + hex.EncodeToString(sum[:8]) + `"`,
	}
}
