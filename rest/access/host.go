package access

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"trainmock/rest/origin"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/site"
)

// checkHost returns why a client on this machine may not ask by a host, or nil. The browser of a page from
// evil.example, a name that was pointed at this machine, asks for that name (DNS rebinding).
func (rules *Rules) checkHost(asked string) *refuse.Refusal {
	host, ok := site.ParseHost(asked)
	if ok && (isLoopback(host) || slices.Contains(rules.hosts, host)) {
		return nil
	}
	words := "/mock is not open by the host " + model.Quote(asked) + ": ask for localhost"
	if host, err := parseHost(host); err == nil {
		words += ", or start trainmock with --allow-host " + host
	}
	return refuse.New(http.StatusForbidden, words)
}

// isLoopback reports whether a host names this machine for every browser. 0.0.0.0 does not.
func isLoopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	return err == nil && address.IsLoopback()
}

// parseHost reads a value of --allow-host: a name or an address without a port. An IPv6 address may lack its brackets.
func parseHost(text string) (string, error) {
	// Only a text without a port can have one appended.
	host, ok := site.ParseHost(text + ":80")
	if !ok {
		host, ok = site.ParseHost("[" + text + "]:80")
	}
	if !ok || strings.HasSuffix(host, ".") {
		return "", fmt.Errorf("%s is not a host alone, without a scheme, a port, a * or a dot at its end: "+
			"use, for example, %s", model.Quote(text), meantHost(text))
	}
	return host, nil
}

// meantHost returns the host that a text probably means, or an example of one.
func meantHost(text string) string {
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	text, _, _ = strings.Cut(text, "/")
	if host, ok := site.ParseHost(strings.TrimSuffix(text, ".")); ok {
		return host
	}
	return "mock.example"
}

// refuseStranger refuses a page of a foreign origin.
func refuseStranger(text string) *refuse.Refusal {
	remedy := "ask from the server's own page, or by a program that sends no Origin"
	if named, ok := origin.Named(text); ok {
		remedy = "start trainmock with --control-origin " + named + " to allow it"
	}
	return refuse.New(http.StatusForbidden, "A page of "+model.Quote(text)+" may not use /mock: "+remedy)
}
