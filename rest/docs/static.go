package docs

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"
)

//go:embed static
var static embed.FS

// staticFiles holds the content type of each file that the pages load.
var staticFiles = map[string]string{
	"theme.js":    "text/javascript; charset=utf-8",
	"swagger.js":  "text/javascript; charset=utf-8",
	"swagger.css": "text/css; charset=utf-8",
	"streams.js":  "text/javascript; charset=utf-8",
	"streams.css": "text/css; charset=utf-8",
}

// serveStatic serves the files that the pages load.
func serveStatic(r chi.Router) {
	for name, kind := range staticFiles {
		r.Get("/docs/"+name, func(w http.ResponseWriter, _ *http.Request) {
			body, err := static.ReadFile("static/" + name)
			if err != nil {
				panic(err) // The files are part of the binary: only a broken build gets here.
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("X-Content-Type-Options", "nosniff")
			w.Write(body)
		})
	}
}
