package session

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

const (
	// Header names the session of a request whose path does not.
	Header = "X-Mock-Session"
	// SeedHeader is the header of answers with the seed of their session's world.
	SeedHeader = "X-Mock-Seed"
	// Route is the path of the routes about sessions.
	Route = "/mock/sessions"
	// prefix is in front of a session's name in a path.
	prefix = "/s/"
)

// Path returns the path of a session, without a slash at its end.
func Path(name string) string { return prefix + name }

// choice is the world that a request is about, in its context.
type choice struct {
	hub *stream.Hub
	err error
	// missing is set if the request names a session that can be made.
	missing bool
	// bare is the name of a session whose path lacks the slash behind it.
	bare string
	// name is the name of the session, in the path or in a header.
	name string
}

// choiceKey is the key of a request's choice in its context. A request about the main world has none.
type choiceKey struct{}

func choiceOf(r *http.Request) choice {
	c, _ := r.Context().Value(choiceKey{}).(choice)
	return c
}

// NameOf returns the name of the session that Enter has found for a request, or an empty text for the main world.
func NameOf(r *http.Request) string { return choiceOf(r).name }

// Enter takes /s/NAME off the path of each request, and has Find find the hub of that session, or of the one that the
// header X-Mock-Session names. Everything behind it sees the request as if the world were the only one: the rules of
// control, the log of requests and faults have the path without the prefix. A path comes before a header. Nothing is
// refused yet, so that the answer passes the handlers in between.
func (b *Book) Enter(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		below, name, err := split(r)
		if name == "" && err == nil {
			next.ServeHTTP(w, r)
			return
		}
		c := choice{name: name}
		if c.err = err; err == nil {
			var end func()
			c.hub, end, c.err = b.find(name)
			if c.missing = c.err != nil; !c.missing {
				defer end()
			}
		}
		if below != r && below.URL.Path == "" {
			below.URL.Path = "/"
			// Without the host and the password of a proxy's request.
			below.RequestURI = below.URL.RequestURI()
			c.bare = name
		}
		next.ServeHTTP(w, below.WithContext(context.WithValue(r.Context(), choiceKey{}, c)))
	})
}

// split returns a request without the prefix of its session, and the session's name, which is empty for the main world.
// Its error is of type *refuse.Refusal.
func split(r *http.Request) (below *http.Request, name string, err error) {
	// A path that begins otherwise when it is decoded begins otherwise when it is escaped, too.
	rest, ok := "", strings.HasPrefix(r.URL.Path, prefix)
	if ok {
		rest, ok = strings.CutPrefix(r.URL.EscapedPath(), prefix)
	}
	if ok {
		name, _, _ = strings.Cut(rest, "/")
		// Names are not decoded: %2e%2e is none.
		if !model.ValidSession(name) {
			return r, "", BadName(name, "path", "session")
		}
		return without(r, Path(name)), name, nil
	}
	given := r.Header[Header]
	switch {
	case len(given) == 0:
		return r, "", nil
	case len(given) > 1:
		return r, "", BadName(strings.Join(given, ", "), "header", Header)
	case !model.ValidSession(given[0]):
		return r, "", BadName(given[0], "header", Header)
	}
	return r, given[0], nil
}

// without returns a request whose path begins with a text, without it.
func without(r *http.Request, text string) *http.Request {
	below := new(http.Request)
	*below = *r
	below.URL = new(url.URL)
	*below.URL = *r.URL
	below.URL.Path = r.URL.Path[len(text):]
	below.URL.RawPath = strings.TrimPrefix(r.URL.RawPath, text)
	// The address of a proxy's request is a whole URL: that stays.
	below.RequestURI = strings.TrimPrefix(r.RequestURI, text)
	return below
}

// isAboutSessions reports whether a request is for the routes about sessions, which are the same in every world.
func isAboutSessions(r *http.Request) bool {
	return r.URL.Path == Route || strings.HasPrefix(r.URL.Path, Route+"/")
}

// Check refuses requests about a session that is not there, but for the routes by which it can be made. It redirects
// /s/NAME to /s/NAME/, and gives the answers about a session the header X-Mock-Seed. It belongs behind Enter, where
// answers to other origins are allowed already.
func (b *Book) Check(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := choiceOf(r)
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case c.missing && isAboutSessions(r):
		case c.err != nil:
			refuse.Of(c.err).Write(w)
			return
		case c.hub != nil:
			world, _ := c.hub.Now()
			SetSeed(w.Header(), world.Seed())
		}
		if c.bare != "" && reads {
			// A relative address stays below the path at which a proxy serves the program.
			to := url.URL{Path: c.bare + "/", RawQuery: r.URL.RawQuery}
			w.Header().Set("Location", to.String())
			w.WriteHeader(http.StatusFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// SetSeed sets the header with a seed. Where pages of other origins may read the answer, they may read that, too.
func SetSeed(h http.Header, seed uint64) {
	h.Set(SeedHeader, strconv.FormatUint(seed, 10))
	const exposed = "Access-Control-Expose-Headers"
	if names := h.Get(exposed); names != "" && !strings.Contains(names, SeedHeader) {
		h.Set(exposed, names+", "+SeedHeader)
	}
}

// RenewSeed sets the header with a seed, in the place of another one, where the answer is about a session.
func RenewSeed(h http.Header, seed uint64) {
	if h.Get(SeedHeader) != "" {
		SetSeed(h, seed)
	}
}

// Find returns the hub of the session that Enter has found, or the main one.
func (b *Book) Find(r *http.Request) (*stream.Hub, error) {
	c := choiceOf(r)
	if c.hub == nil && c.err == nil {
		return b.options.Main, nil
	}
	return c.hub, c.err
}
