package access

import (
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"trainmock/stream/refuse"
	"trainmock/stream/site"
)

// check returns the rule that a request breaks, as a 403 or 401, or nil if it may use control. stream says that the
// query may hold the token.
func (rules *Rules) check(r *http.Request, stream bool) *refuse.Refusal {
	if err := rules.checkPage(r); err != nil {
		return err
	}
	return rules.checkClient(r, stream)
}

// checkPage returns what is wrong with the headers by which browsers say where a request is from, or nil. No token
// makes up for it.
func (rules *Rules) checkPage(r *http.Request) *refuse.Refusal {
	if err := checkForm(r); err != nil {
		return err
	}
	origins, sites := r.Header.Values("Origin"), r.Header.Values("Sec-Fetch-Site")
	switch {
	case rules.isNamed(r):
		return nil
	case len(origins) > 0 && origins[0] != scheme(r)+"://"+r.Host:
		return refuseStranger(origins[0])
	case len(sites) > 0 && sites[0] != "same-origin" && sites[0] != "none":
		// All ports of localhost are one site.
		return refuse.New(http.StatusForbidden, "A page of another site or port may not use /mock: "+
			"start trainmock with --control-origin and the page's origin to allow it")
	}
	return nil
}

// checkForm returns what is wrong with the form of the headers that the rules read, or nil.
func checkForm(r *http.Request) *refuse.Refusal {
	for _, name := range []string{"Origin", "Sec-Fetch-Site", "Authorization"} {
		if len(r.Header.Values(name)) > 1 {
			return refuse.New(http.StatusForbidden, "/mock is refused to a request with several "+name+
				" headers: send one")
		}
	}
	// net/http refuses several Host headers, but HTTP/2 has one beside its :authority.
	differs := func(host string) bool { return host != r.Host }
	if _, ok := site.ParseHost(r.Host); !ok || slices.ContainsFunc(r.Header.Values("Host"), differs) {
		return refuse.New(http.StatusForbidden, "/mock is refused to a request without one Host header that names "+
			"a host: send, for example, Host: localhost:6677")
	}
	return nil
}

// scheme returns the scheme by which a request came.
func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// checkClient returns why a client may not use control, or nil: with a token every client needs it, and without one the
// client has to be on this machine.
func (rules *Rules) checkClient(r *http.Request, stream bool) *refuse.Refusal {
	if rules.secret != nil {
		return rules.checkToken(r, stream)
	}
	const remedy = `start trainmock with --token and send "Authorization: Bearer …"`
	if !isHere(r.RemoteAddr) {
		return refuse.New(http.StatusForbidden, "/mock is open to this machine only: "+remedy)
	}
	if name := forwardedBy(r.Header); name != "" {
		return refuse.New(http.StatusForbidden, fmt.Sprintf(
			"/mock is open to this machine only, and the header %s says that a proxy passed this request on: %s",
			name, remedy))
	}
	return rules.checkHost(r.Host)
}

// checkToken returns what is wrong with the token of a request, or nil if there is one and it is right.
func (rules *Rules) checkToken(r *http.Request, stream bool) *refuse.Refusal {
	const remedy = `send "Authorization: Bearer …", or for a stream ?__token=…`
	given := tokens(r, stream)
	if len(given) == 0 {
		return refuse.New(http.StatusUnauthorized, "/mock needs the token that trainmock was started with: "+remedy)
	}
	if !slices.ContainsFunc(given, func(token string) bool { return !rules.secret.is(token) }) {
		return nil
	}
	return refuse.New(http.StatusUnauthorized,
		"The token is not the one that trainmock was started with, or not where it belongs: "+remedy)
}

// isHere reports whether the address of a peer is a loopback one, also as IPv6 writes those of IPv4. None has a zone.
func isHere(remote string) bool {
	peer, err := netip.ParseAddrPort(remote)
	return err == nil && peer.Addr().Zone() == "" && peer.Addr().IsLoopback()
}

// forwarding lists the headers, in lower case, by which proxies say that they pass a request on, beside those that
// begin with x-forwarded.
var forwarding = []string{
	"forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "x-original-forwarded-for",
	"x-envoy-external-address", "true-client-ip", "cf-connecting-ip", "fastly-client-ip", "fly-client-ip",
}

// forwardedBy returns the first header by which a proxy says that it passes a request on, or "".
func forwardedBy(h http.Header) string {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "x-forwarded") || slices.Contains(forwarding, lower) {
			return name
		}
	}
	return ""
}
