package app

import (
	"net"
	"strconv"
	"strings"
	"testing"

	"trainmock/cmd/trainmock/internal/program"
)

// hasIPv6 reports whether this machine has the address ::1.
func hasIPv6() bool {
	l, err := net.Listen("tcp", "[::1]:0")
	if err == nil {
		l.Close()
	}
	return err == nil
}

// TestHosts listens on hosts in all their forms: the banner names one that answers, and so do the addresses.
func TestHosts(t *testing.T) {
	for _, tc := range []struct{ host, named, answers string }{
		{"localhost", "localhost", "127.0.0.1 ::1"},
		{"LocalHost", "LocalHost", "127.0.0.1 ::1"},
		{"::1", "[::1]", "::1"},
		{"[::1]", "[::1]", "::1"},
		{"[0:0::1]", "[0:0::1]", "::1"},
		{"[127.0.0.1]", "127.0.0.1", "127.0.0.1"},
		{"[localhost]", "localhost", "127.0.0.1 ::1"},
		{"127.0.0.1", "127.0.0.1", "127.0.0.1"},
		{"0.0.0.0", "localhost", "127.0.0.1"},
		{"::", "localhost", "127.0.0.1 ::1"},
		{"[::]", "localhost", "127.0.0.1 ::1"},
	} {
		t.Run(tc.host, func(t *testing.T) {
			if strings.Contains(tc.host+tc.answers, ":") && !hasIPv6() {
				t.Skip("this machine has no IPv6")
			}
			p := program.StartBare(t, Run, "--host", tc.host, "--port", "0")
			p.Get(t, "/health")
			name, port, _ := strings.Cut(strings.TrimPrefix(p.URL, "http://"+tc.named), ":")
			if name != "" || port == "" {
				t.Errorf("the banner says %s, want http://%s and a port", p.URL, tc.named)
			}
			for address := range strings.FieldsSeq(tc.answers) {
				program.Get(t, p.Client, "http://"+net.JoinHostPort(address, port)+"/health")
			}
		})
	}
}

// TestHostsOverTLS asks both addresses of localhost over TLS.
func TestHostsOverTLS(t *testing.T) {
	if !hasIPv6() {
		t.Skip("this machine has no IPv6")
	}
	p := program.StartBare(t, Run, "--host", "localhost", "--port", "0", "--tls-self-signed")
	_, port, _ := strings.Cut(strings.TrimPrefix(p.URL, "https://localhost"), ":")
	for _, address := range []string{"127.0.0.1", "::1"} {
		conn, err := net.Dial("tcp", net.JoinHostPort(address, port))
		if err != nil {
			t.Error(err)
			continue
		}
		conn.Close()
	}
}

// TestPortInUseOnOneFamily: a browser could reach the other program, so the start is refused.
func TestPortInUseOnOneFamily(t *testing.T) {
	if !hasIPv6() {
		t.Skip("this machine has no IPv6")
	}
	taken, err := net.Listen("tcp", "[::1]:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(int(portOf(taken)))
	code, _, stderr := runBriefly(t, "--host", "localhost", "--port", port)
	if code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	checkLine(t, stderr, port+" is in use")
}

// TestOneFamily listens on what the machine has: here on IPv4 alone. RFC 3849: no machine has the other address.
func TestOneFamily(t *testing.T) {
	listeners, err := listenOn(t.Context(), []string{"127.0.0.1", "2001:db8::1"}, 0)
	if err != nil || len(listeners) != 1 {
		t.Fatalf("got %v (%v), want one listener", listeners, err)
	}
	closeAll(listeners)
	if listeners, err = listenOn(t.Context(), []string{"203.0.113.1", "2001:db8::1"}, 0); err == nil {
		t.Errorf("got %v, want the error of the first address", listeners)
	}
}

// TestZoneInTheBanner: the zone of a link-local address is escaped in a URL.
func TestZoneInTheBanner(t *testing.T) {
	got := hostPort(withoutBrackets("[fe80::1%eth0]"), &net.TCPAddr{IP: net.IPv6loopback, Port: 6677})
	if want := "[fe80::1%25eth0]:6677"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
