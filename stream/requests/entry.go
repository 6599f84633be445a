package requests

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// maxMethod, maxPath, maxQuery, maxOrigin and maxFault limit the texts of an entry, in bytes.
	maxMethod = 32
	maxPath   = 512
	maxQuery  = 512
	maxOrigin = 200
	maxFault  = 200
	// maxLine is the length of an address up to which texts may share its memory, in bytes.
	maxLine = 1 << 10
	// secret is the parameter whose value is cut out.
	secret = "__token"
)

// newEntry returns the entry of a request, without its outcome. It keeps no header but Origin.
func newEntry(r *http.Request, began time.Time) entry {
	path, query, _ := strings.Cut(r.RequestURI, "?")
	if !strings.HasPrefix(path, "/") {
		// The address of a proxy's request is a whole URL, which may hold a password.
		path, query = r.URL.EscapedPath(), r.URL.RawQuery
	}
	e := entry{
		at: began, method: cut(r.Method, maxMethod), path: hideFrom(cut(path, maxPath)),
		query: hide(cut(query, maxQuery)),
	}
	if origins := r.Header["Origin"]; len(origins) > 0 {
		e.origin = hideFrom(cut(origins[0], maxOrigin))
	}
	if len(r.RequestURI) > maxLine {
		e.method, e.path, e.query = strings.Clone(e.method), strings.Clone(e.path), strings.Clone(e.query)
	}
	return e
}

// cut returns a text of at most some bytes, and an ellipsis where it was longer.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// hide returns a query without the values of the secret parameter, however its name is escaped or cased. It runs after
// cut: what is left of a value has the whole name in front of it.
func hide(query string) string {
	if !suspicious(query) {
		return query
	}
	var b strings.Builder
	for len(query) > 0 {
		end := strings.IndexAny(query, "&;")
		if end < 0 {
			end = len(query)
		}
		b.WriteString(hideFrom(query[:end]))
		if end < len(query) {
			b.WriteByte(query[end])
			end++
		}
		query = query[end:]
	}
	return b.String()
}

// hideFrom returns a text without all that follows the name of the secret parameter.
func hideFrom(text string) string {
	if !suspicious(text) {
		return text
	}
	plain := unescape(text)
	for i := range len(plain) - len(secret) + 1 {
		if strings.EqualFold(plain[i:i+len(secret)], secret) {
			return plain[:i] + secret + "=…"
		}
	}
	return text
}

// suspicious reports whether a text can have the name of the secret parameter in it: two underscores, or an escape of
// one (%5F) or of a percent sign (%25).
func suspicious(text string) bool {
	return strings.Contains(text, "__") || strings.Contains(text, "%5") || strings.Contains(text, "%25")
}

// unescape returns a text without its percent escapes, those inside others included. Broken ones stay.
func unescape(text string) string {
	for range 3 {
		before := text
		var b strings.Builder
		for i := 0; i < len(text); i++ {
			if i+2 < len(text) && text[i] == '%' {
				if plain, err := url.PathUnescape(text[i : i+3]); err == nil {
					b.WriteString(plain)
					i += 2
					continue
				}
			}
			b.WriteByte(text[i])
		}
		if text = b.String(); text == before {
			break
		}
	}
	return text
}
