// Package site owns the origins of web pages: their form, and how a page of a foreign one is refused.
package site

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"trainmock/stream/pattern"
)

// Site is an origin in the form in which browsers send it: lower case, and without the default port of its scheme. In
// a pattern, the first label of the host may hold a *, and the port may be one.
type Site struct{ scheme, host, port string }

// form matches an origin in lower case.
var form = pattern.Lazy(`^([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[a-z0-9._*-]+)(?::([0-9]{1,5}|\*))?$`)

// Parse reads an origin. It accepts upper case and the default port, too.
func Parse(text string) (Site, bool) {
	parts := form().FindStringSubmatch(strings.ToLower(text))
	if parts == nil {
		return Site{}, false
	}
	s := Site{scheme: parts[1], port: parts[3]}
	var validHost, validPort bool
	s.host, validHost = parseHost(parts[2])
	s.port, validPort = parsePort(s.scheme, parts[3])
	return s, validHost && validPort
}

// ParseHost reads the value of a Host header: a name or an address, with a port or without. It returns the host as
// browsers write it in an origin, without the port.
func ParseHost(asked string) (host string, ok bool) {
	s, ok := Parse("http://" + asked)
	return s.host, ok && !s.IsPattern()
}

// parseHost returns a host as browsers write it.
func parseHost(text string) (string, bool) {
	if inner, bracketed := strings.CutPrefix(text, "["); bracketed {
		address, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return "[" + address.String() + "]", err == nil
	}
	last := text[strings.LastIndexByte(text, '.')+1:]
	if _, err := strconv.ParseUint(last, 10, 64); err == nil {
		// Browsers take a host that ends in a number for an IPv4 address.
		address, err := netip.ParseAddr(text)
		return address.String(), err == nil
	}
	if strings.HasPrefix(text, ".") || strings.Contains(text, "..") {
		return "", false
	}
	return text, true
}

// parsePort returns a port as browsers write it: the default port of the scheme is empty.
func parsePort(scheme, text string) (string, bool) {
	if text == "" || text == "*" {
		return text, true
	}
	port, err := strconv.Atoi(text)
	switch {
	case err != nil || port < 1 || port > 65535:
		return "", false
	case scheme == "http" && port == 80, scheme == "https" && port == 443:
		return "", true
	default:
		return strconv.Itoa(port), true
	}
}

// IsPattern reports whether the site has a *.
func (s Site) IsPattern() bool { return strings.Contains(s.host, "*") || s.port == "*" }

// Host returns the host, an IPv6 address in brackets.
func (s Site) Host() string { return s.host }

// IsUsable reports whether a browser can send the origin.
func (s Site) IsUsable() bool {
	return s.isGoodPattern() && !slices.Contains([]string{"ws", "wss", "file"}, s.scheme)
}

// isGoodPattern reports whether each * stands where it can be read in one way only.
func (s Site) isGoodPattern() bool {
	label, rest, _ := strings.Cut(s.host, ".")
	return strings.Count(label, "*") <= 1 && !strings.Contains(rest, "*") &&
		(!strings.Contains(label, "*") || strings.Trim(rest, ".") != "")
}

// Matches reports whether a pattern, or the site itself, covers another site.
func (s Site) Matches(other Site) bool {
	return s.scheme == other.scheme && s.coversHost(other.host) && (s.port == "*" || s.port == other.port)
}

// coversHost reports whether the host of a pattern covers another host. A label that is only a * stands for any number
// of labels, and a * beside other characters for a part of one label.
func (s Site) coversHost(host string) bool {
	before, after, starred := strings.Cut(s.host, "*")
	if !starred {
		return s.host == host
	}
	covered, ok := strings.CutPrefix(host, before)
	if ok {
		covered, ok = strings.CutSuffix(covered, after)
	}
	isWholeLabel := before == "" && after[0] == '.'
	return ok && covered != "" && (isWholeLabel || !strings.Contains(covered, "."))
}

// String returns the origin as browsers send it.
func (s Site) String() string {
	if s.port == "" {
		return s.scheme + "://" + s.host
	}
	return s.scheme + "://" + s.host + ":" + s.port
}
