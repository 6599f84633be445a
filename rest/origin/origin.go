// Package origin owns which web pages may use the service: which may read, and which may change something.
package origin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"

	"trainmock/stream/model"
	"trainmock/stream/site"
)

// Options configure rules.
type Options struct {
	// Named lists the origins whose pages may read and change: the values of --cors-origin. A host may begin with *.
	// for all its subdomains, and a port may be *. "*" alone means every page. Defaults to reading for every page.
	Named []string
	// Exact refuses names with a *, also that alone. Defaults to taking them.
	Exact bool
	// Machine lists host names of this machine, in lower case. Localhost and addresses need not be among them.
	Machine []string
}

// Rules decide which pages may use the service.
type Rules struct {
	named   []site.Site
	machine []string
	// all is set if "*" was named.
	all bool
}

// New returns the rules for some options. It fails for the first name that is not an origin.
func New(o Options) (*Rules, error) {
	rules := &Rules{machine: o.Machine}
	for _, text := range o.Named {
		text = strings.TrimSpace(text)
		if !strings.HasSuffix(text, "//") {
			text = strings.TrimSuffix(text, "/")
		}
		if o.Exact && strings.Contains(text, "*") {
			return nil, fmt.Errorf("%s has a *: name single origins, for example, %s", model.Quote(text), commonOrigin)
		}
		if text == "*" {
			rules.all = true
			continue
		}
		s, ok := site.Parse(text)
		if !ok || !s.IsUsable() {
			remedy := fmt.Errorf("%s: use, for example, %s", fault(text), example(text))
			if o.Exact {
				return nil, remedy
			}
			return nil, fmt.Errorf("%w; '*' means every page", remedy)
		}
		rules.named = append(rules.named, s)
	}
	return rules, nil
}

// MayRead reports whether the page that sent a request may read what it asks for. A request without an origin may.
func (rules *Rules) MayRead(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	switch {
	case len(origins) == 0 || rules.isOpen():
		return true
	case len(origins) > 1:
		return false
	}
	return origins[0] == "http://"+r.Host || origins[0] == "https://"+r.Host || rules.IsNamed(origins[0])
}

// isOpen reports whether every page may read.
func (rules *Rules) isOpen() bool { return rules.all || len(rules.named) == 0 }

// IsNamed reports whether an origin is covered by one of those that were named.
func (rules *Rules) IsNamed(text string) bool {
	s, ok := site.Parse(text)
	return ok && !s.IsPattern() &&
		slices.ContainsFunc(rules.named, func(named site.Site) bool { return named.Matches(s) })
}

// Exposed lists the headers of answers that pages of other origins may read, beside those that they always may.
var Exposed = []string{"Allow", "Retry-After", "X-Mock-Fault"}

// CORS returns the middleware that tells browsers which pages may read.
func (rules *Rules) CORS() *cors.Cors {
	o := cors.Options{
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete,
		},
		AllowedHeaders:      []string{"*"},
		ExposedHeaders:      Exposed,
		AllowPrivateNetwork: true,
	}
	if !rules.isOpen() {
		o.AllowOriginFunc = rules.IsNamed
		o.AllowCredentials = true
	}
	return cors.New(o)
}
