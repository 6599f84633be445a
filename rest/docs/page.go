package docs

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// refusal is what the page of a refused request shows.
type refusal struct {
	Status int
	// Title names the status, and Text says what was wrong.
	Title, Text string
	// Root is the relative address of the live page, and Page that of the other link from there on.
	Root string
	Page link
}

// link is an address, relative to the live page's, and its text.
type link struct{ Address, Text string }

var (
	toRoutes  = link{"docs", "Routes"}
	toStreams = link{"docs/streams", "Streams"}
)

var refusalTemplate = lazyTemplate("refusal.html")

// lazyTemplate returns a function that returns the template in a file, which its first call reads.
func lazyTemplate(file string) func() *template.Template {
	return sync.OnceValue(func() *template.Template { return template.Must(template.ParseFS(static, "static/"+file)) })
}

// WriteNotFound refuses an address without a route, with a small page: a line and two links.
func WriteNotFound(w http.ResponseWriter, r *http.Request) {
	writeRefusal(w, r, http.StatusNotFound, "There is nothing at this address.", toRoutes)
}

// writeRefusal writes a refusal as a small page. Its links hold below any path at which a proxy serves the program.
func writeRefusal(w http.ResponseWriter, r *http.Request, status int, text string, to link) {
	var body bytes.Buffer
	page := refusal{Status: status, Title: http.StatusText(status), Text: text, Root: rootOf(r), Page: to}
	if err := refusalTemplate().Execute(&body, page); err != nil {
		panic(err) // The template is part of the binary: only a broken build gets here.
	}
	setHeaders(w.Header(), policyOf(body.Bytes()))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(body.Bytes())
}

// rootOf returns the address of the live page, relative to that of a request.
func rootOf(r *http.Request) string {
	path := r.URL.EscapedPath()
	return "./" + strings.Repeat("../", max(0, strings.Count(path, "/")-1))
}

// PrefersHTML reports whether a client asks for HTML by name and for JSON no more than for HTML, as a browser does
// whose user opens an address. Scripts that accept everything get JSON.
func PrefersHTML(r *http.Request) bool {
	html := quality(r.Header, "text/html")
	return html > 0 && html >= quality(r.Header, "application/json")
}

// quality returns the weight of a media type that Accept names (RFC 9110, section 12.5.1), 0 where it is not named.
func quality(h http.Header, media string) float64 {
	for accepted := range strings.SplitSeq(strings.Join(h.Values("Accept"), ","), ",") {
		name, parameters, _ := strings.Cut(accepted, ";")
		if !strings.EqualFold(strings.TrimSpace(name), media) {
			continue
		}
		for parameter := range strings.SplitSeq(parameters, ";") {
			key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if strings.EqualFold(key, "q") {
				weight, _ := strconv.ParseFloat(value, 64) // What is no number is 0, too.
				return weight
			}
		}
		return 1
	}
	return 0
}
