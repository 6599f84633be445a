// Package access owns who may use control: the routes under /mock, which change what others see.
package access

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"

	"trainmock/rest/origin"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// Options configure rules. Their names are those of the program's flags, which errors name.
type Options struct {
	// Token is the secret that every client has to send. It is printable ASCII without blanks. Defaults to none:
	// clients on this machine need none, and others may not use control.
	Token string
	// AllowHosts lists host names and addresses, without a port, by which clients without a token may ask for this
	// machine. Defaults to none beside localhost, its subdomains and loopback addresses.
	AllowHosts []string
	// ControlOrigins lists the origins of other sites' pages that may use control, each without a *. Defaults to none.
	ControlOrigins []string
	// ReadOnly refuses every method but GET and HEAD.
	ReadOnly bool
}

// Rules decide who may use control. The zero value is for clients on this machine alone. All methods may be called at
// the same time.
type Rules struct {
	// secret is nil if there is no token.
	secret   *secret
	hosts    []string
	origins  origin.Rules
	readOnly bool
}

// New returns the rules for some options. It fails for the first value that cannot be used, and names its flag.
func New(o Options) (*Rules, error) {
	rules := &Rules{readOnly: o.ReadOnly}
	if o.Token != "" {
		if !isSendable(o.Token) {
			return nil, fmt.Errorf("--token: a token is printable ASCII without blanks, as a header can hold it: " +
				"use, for example, the output of openssl rand -hex 16")
		}
		rules.secret = newSecret(o.Token)
	}
	for _, text := range o.AllowHosts {
		host, err := parseHost(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("--allow-host: %w", err)
		}
		rules.hosts = append(rules.hosts, host)
	}
	named, err := origin.New(origin.Options{Named: o.ControlOrigins, Exact: true})
	if err != nil {
		return nil, fmt.Errorf("--control-origin: %w", err)
	}
	rules.origins = *named
	return rules, nil
}

// Handler returns a middleware that guards the paths of control, and lets others handle all other requests. It has to
// be called before anything routes, logs or answers requests. From both kinds it takes the tokens in the query, so that
// no later handler can show them.
func (rules *Rules) Handler(others func(http.Handler) http.Handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		guarded, other := rules.Guard(next), others(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r = hideTokens(r); IsControl(r) {
				guarded.ServeHTTP(w, r)
				return
			}
			other.ServeHTTP(w, r)
		})
	}
}

// Guard refuses requests that may not use control, whatever their path is. It tells browsers which pages may read the
// answers: those of named origins alone.
func (rules *Rules) Guard(next http.Handler) http.Handler {
	// A body is in memory before it is known what work it asks for, which waits in a queue of its own.
	bodies := turn.NewQueue(nil)
	checked := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, visit := bodies.Begin(r.Context())
		defer visit.End()
		if err := rules.admit(ctx, r); err != nil {
			if err.Status == http.StatusUnauthorized {
				w.Header().Set("WWW-Authenticate", "Bearer")
			}
			err.Write(w)
			return
		}
		next.ServeHTTP(w, r)
	})
	named := rules.cors().Handler(checked)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rules.isNamed(r) {
			named.ServeHTTP(w, r)
			return
		}
		checked.ServeHTTP(w, r)
	})
}

// admit returns why a request is refused, or nil. It reads the body of a request that has the right to send one, once
// its bytes are set aside in the visit of the context.
func (rules *Rules) admit(ctx context.Context, r *http.Request) *refuse.Refusal {
	if err := rules.check(r, isStream(r)); err != nil {
		return err
	}
	if rules.readOnly && r.Method != http.MethodGet && r.Method != http.MethodHead {
		const message = " is refused: the server was started with --read-only, so nothing can be changed"
		return refuse.New(http.StatusForbidden, r.Method+" "+r.URL.Path+message)
	}
	if err := checkType(r); err != nil {
		return err
	}
	return readBody(ctx, r)
}

// What a client may do, as hello.control says it.
const (
	// Open is for clients that may use control as they are.
	Open = "open"
	// Token is for clients that may once they send the token.
	Token = "token"
	// None is for all others.
	None = "none"
)

// May returns what the client of a stream may do, from its request: Open, Token or None.
func (rules *Rules) May(r *http.Request) string {
	switch {
	case rules.readOnly || rules.checkPage(r) != nil:
		return None
	case rules.checkClient(r, true) == nil:
		return Open
	case rules.secret != nil:
		return Token
	}
	return None
}

// isNamed reports whether a request is from a page of a named origin.
func (rules *Rules) isNamed(r *http.Request) bool {
	origins := r.Header.Values("Origin")
	return len(origins) == 1 && rules.origins.IsNamed(origins[0])
}

// cors returns the middleware that answers preflights of named origins. It never lets pages of public sites into a
// private network.
func (rules *Rules) cors() *cors.Cors {
	return cors.New(cors.Options{
		AllowOriginFunc: rules.origins.IsNamed,
		AllowedMethods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodDelete,
		},
		AllowedHeaders:   []string{"*"},
		ExposedHeaders:   slices.Concat(origin.Exposed, []string{"WWW-Authenticate"}),
		AllowCredentials: true,
	})
}
