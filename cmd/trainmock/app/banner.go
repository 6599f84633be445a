package app

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// banner returns what is printed at the start: addresses, and how to repeat the run.
func banner(f *flags, g journal.Genesis, config *tls.Config, address net.Addr) string {
	s, host := "", hostPort(f.Host, address)
	if config != nil {
		s = "s"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "trainmock %s: scenario %s, seed %d\n\n", version, g.Scenario.Name, g.Seed)
	fmt.Fprintf(&b, "  live page   http%s://%s/\n", s, host)
	fmt.Fprintf(&b, "  streams     ws%s://%s/stream/ws   http%s://%s/stream/sse\n", s, host, s, host)
	fmt.Fprintf(&b, "  REST        http%s://%s/monitor/ray/cluster/node\n", s, host)
	fmt.Fprintf(&b, "  API docs    http%s://%s/docs\n", s, host)
	if config != nil {
		fmt.Fprintf(&b, "  certificate SHA-256 %s\n", fingerprint(config))
	}
	fmt.Fprintf(&b, "  same run    trainmock --scenario %s --seed %d --start %s%s%s\n\n", shellWord(f.Scenario),
		g.Seed, model.Stamp(g.Start), f.pace(g), f.tlsWords())
	b.WriteString("Press Ctrl-C to stop.\n")
	return b.String()
}

// plainWord matches words that need no quotes in a shell.
var plainWord = regexp.MustCompile(`^[A-Za-z0-9._/-]+$`)

// shellWord quotes a word for a shell. Characters that act unseen are written as escapes, which bash and zsh undo.
func shellWord(word string) string {
	if plainWord.MatchString(word) {
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

// pace returns the flags of the clock that differ from their defaults.
func (f *flags) pace(g journal.Genesis) string {
	text := ""
	if f.Anchor != "" {
		text += " --anchor " + model.Stamp(g.Anchor)
	}
	if g.Speed != 1 {
		text += fmt.Sprintf(" --speed %v", g.Speed)
	}
	if g.Tick != time.Second {
		text += " --tick " + g.Tick.String()
	}
	return text
}
