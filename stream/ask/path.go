package ask

import (
	"net/http"
	"net/url"
)

// PathValue returns a part of a request's path without escapes. chi leaves them in where RawPath is set, because it
// routes by that: team%2Frun is one part.
func PathValue(r *http.Request, name string) string {
	value := r.PathValue(name)
	if r.URL.RawPath == "" {
		return value
	}
	if plain, err := url.PathUnescape(value); err == nil {
		return plain
	}
	return value
}
