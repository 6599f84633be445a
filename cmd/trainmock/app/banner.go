package app

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"trainmock/stream/model"
	"trainmock/stream/pattern"
)

// banner returns what is printed at the start for a person: addresses, and how to repeat the run.
func (s *started) banner() string {
	var b strings.Builder
	fmt.Fprintf(&b, "trainmock %s: scenario %s, seed %d\n\n", s.Version, s.Scenario, s.Seed)
	fmt.Fprintf(&b, "  live page   %s\n", s.Page)
	fmt.Fprintf(&b, "  streams     %s   %s\n", s.WS, s.SSE)
	fmt.Fprintf(&b, "  REST        %s/monitor/ray/cluster/node\n", s.REST)
	fmt.Fprintf(&b, "  API docs    %s\n", s.Docs)
	if s.Certificate != "" {
		fmt.Fprintf(&b, "  certificate SHA-256 %s\n", s.Certificate)
	}
	b.WriteString("  same run    trainmock")
	for _, arg := range s.Args {
		b.WriteString(" " + shellWord(arg))
	}
	b.WriteString("\n\nPress Ctrl-C to stop.\n")
	return b.String()
}

// plainWord matches words that need no quotes in a shell.
var plainWord = pattern.Lazy(`^[A-Za-z0-9._/:+-]+$`)

// shellWord quotes a word for a shell. Characters that act unseen are written as escapes, which bash and zsh undo.
func shellWord(word string) string {
	if plainWord().MatchString(word) {
		return word
	}
	if model.Visible(word) == word {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return "$'" + model.Visible(strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(word)) + "'"
}

// hostPort returns the address to use on this machine.
func hostPort(host string, address net.Addr) string {
	_, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return address.String()
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	// RFC 6874: in a URL the zone of an address, such as fe80::1%eth0, begins with an escaped percent sign.
	return net.JoinHostPort(strings.ReplaceAll(host, "%", "%25"), port)
}
