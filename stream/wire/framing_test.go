package wire_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"trainmock/stream/wire"
)

// TestFrames checks the three forms of a length (RFC 6455, section 5.2).
func TestFrames(t *testing.T) {
	for _, tc := range []struct {
		length int
		header string
	}{
		{0, "\x81\x00"}, {125, "\x81\x7d"}, {126, "\x81\x7e\x00\x7e"}, {65535, "\x81\x7e\xff\xff"},
		{65536, "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00"},
	} {
		frame := wire.AppendFrame([]byte("before"), wire.OpText, bytes.Repeat([]byte("x"), tc.length))
		header, ok := strings.CutPrefix(string(frame[:len(frame)-tc.length]), "before")
		if !ok || header != tc.header {
			t.Errorf("%d bytes: got the header %q, want %q", tc.length, header, tc.header)
		}
	}
}

// TestOverhead checks that a framing adds no more bytes than Overhead returns.
func TestOverhead(t *testing.T) {
	for _, f := range []wire.Framing{wire.WebSocket, wire.SSE, wire.NamedSSE} {
		for _, length := range []int{0, 125, 126, 65536} {
			const id, kind = "9f3ab2c1:1042:3", "node_update"
			if added := len(f.Append(nil, id, kind, make([]byte, length))) - length; added > f.Overhead(id, kind) {
				t.Errorf("framing %d adds %d bytes to %d, want at most %d", f, added, length, f.Overhead(id, kind))
			}
		}
	}
}

// TestEncode checks that a message without an id has no id field, and that its time is in UTC.
func TestEncode(t *testing.T) {
	at := time.Date(2026, 1, 1, 8, 0, 0, 123456000, time.FixedZone("", 8*3600))
	var m map[string]any
	if err := json.Unmarshal(wire.Encode("heartbeat", at, struct{}{}), &m); err != nil {
		t.Fatal(err)
	}
	if _, ok := m["id"]; ok || m["type"] != "heartbeat" || m["time"] != "2026-01-01T00:00:00.123456+00:00" ||
		len(m["payload"].(map[string]any)) != 0 {
		t.Errorf("got %v, want an empty heartbeat in UTC without an id", m)
	}
}
