package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"strings"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/stream/model"
)

// started is what --print json prints, on one line, when the port is open.
type started struct {
	Version  string `json:"version"`
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
	// Start is the world time of tick 0, RFC 3339.
	Start string `json:"start"`
	// Epoch names the world in the ids of events.
	Epoch string `json:"epoch"`
	Page  string `json:"page"`
	WS    string `json:"ws"`
	SSE   string `json:"sse"`
	// REST is the address to which paths are appended, without a slash at its end.
	REST string `json:"rest"`
	Docs string `json:"docs"`
	// Certificate is the SHA-256 of the certificate, empty without TLS.
	Certificate string `json:"certificate,omitempty"`
	// Args are the arguments of trainmock that start the same run.
	Args []string `json:"args"`
}

// newStarted describes a run that listens on an address.
func newStarted(m *mock, address net.Addr) *started {
	secure, host := "", hostPort(m.flags.Host, address)
	if m.tls != nil {
		secure = "s"
	}
	base := "http" + secure + "://" + host
	s := &started{
		Version: version.Number(), Scenario: m.genesis.Scenario.Name, Seed: m.genesis.Seed,
		Start: model.Stamp(m.genesis.Start), Epoch: m.hub.Epoch(),
		Page: base + "/", WS: "ws" + secure + "://" + host + "/stream/ws", SSE: base + "/stream/sse", REST: base,
		Docs: base + "/docs", Args: m.flags.sameRun(m.genesis),
	}
	if m.tls != nil {
		s.Certificate = fingerprint(m.tls)
	}
	return s
}

// text returns what --print asks for.
func (s *started) text(form string) string {
	switch form {
	case "json":
		return s.json()
	case "url":
		return s.REST + "\n"
	}
	return s.banner()
}

// json returns s on one line. Characters that act unseen on a terminal are escaped, too.
func (s *started) json() string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		// Texts and numbers can always be encoded.
		panic(fmt.Sprintf("app: %v", err))
	}
	// JSON has no \x7f, by which model.Visible shows this one.
	line := strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\x7f", `\u007f`)
	return model.Visible(line) + "\n"
}
