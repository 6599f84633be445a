package origin

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"trainmock/stream/site"
)

// CheckChange refuses a request that another site's page sends to change something. It passes requests that no browser
// sent, pages of this machine, pages of the host that they ask, and the named origins. Errors are of type
// *refuse.Refusal and name --cors-origin.
//
// It is stricter than http.CrossOriginProtection, which trusts every page whose host is the one that it asks: a name
// that an attacker points at this machine (DNS rebinding) would pass.
func (rules *Rules) CheckChange(r *http.Request) error {
	origins := r.Header.Values("Origin")
	switch {
	case rules.all || len(origins) == 0 && isDirect(r):
		return nil
	case len(origins) == 1 && (rules.IsNamed(origins[0]) || rules.isNear(origins[0], r.Host)):
		return nil
	}
	return site.Refuse(origins, "change anything")
}

// isDirect reports whether a request without an origin comes from no page, or from one of the same origin.
func isDirect(r *http.Request) bool {
	switch sites := r.Header.Values("Sec-Fetch-Site"); len(sites) {
	case 0:
		return true
	case 1:
		return sites[0] == "same-origin" || sites[0] == "none"
	default:
		return false
	}
}

// Named returns the name by which the origin of a request can be allowed, and reports whether there is one.
func Named(text string) (name string, ok bool) {
	s, ok := site.Parse(text)
	return s.String(), ok && s.IsUsable() && !s.IsPattern()
}

// isNear reports whether an origin is on this machine, or on the host that the request asks.
func (rules *Rules) isNear(text, asked string) bool {
	s, ok := site.Parse(text)
	if !ok || s.IsPattern() {
		return false
	}
	host := hostName(asked)
	return isLoopback(s.Host()) || s.Host() == host && (isAddress(host) || slices.Contains(rules.machine, host))
}

// hostName returns the host of a Host header as browsers write it in an origin, without the port.
func hostName(asked string) string {
	host, _, err := net.SplitHostPort(asked)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(asked, "["), "]")
	}
	if address, err := netip.ParseAddr(host); err == nil && address.Is6() {
		return "[" + address.String() + "]"
	}
	return strings.ToLower(host)
}

// isLoopback reports whether a host is this machine by its name or address.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, ok := parseAddress(host)
	return ok && (address.IsLoopback() || address.IsUnspecified())
}

func isAddress(host string) bool {
	_, ok := parseAddress(host)
	return ok
}

// parseAddress reads the host of an origin that is an IP address.
func parseAddress(host string) (netip.Addr, bool) {
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	return address.Unmap(), err == nil
}
