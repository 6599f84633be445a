// Package ask owns what clients ask: it reads queries and messages, and refuses those that make no sense.
package ask

import (
	"net/http"
	"net/url"

	"trainmock/stream/refuse"
)

// Query reads the query of a request. Without one it returns nil. Errors are of type *refuse.Refusal.
func Query(r *http.Request) (url.Values, error) {
	if r.URL.RawQuery == "" {
		return nil, nil
	}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse.InvalidAll([]refuse.Fault{{
			Loc: []string{"query"}, Type: "value_error.query",
			Msg: err.Error() + ": write %25 for a percent sign and & between parameters, such as ?at=-5m",
		}})
	}
	return query, nil
}

// WithQuery returns a request with another query, as later handlers are to see it.
func WithQuery(r *http.Request, query string) *http.Request {
	other, address := r.WithContext(r.Context()), *r.URL
	address.RawQuery = query
	other.URL, other.RequestURI = &address, address.RequestURI()
	return other
}
