package wire_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trainmock/stream/wire"
)

// TestParts checks that parts are what was appended, in order, with the messages and heads of those that have one.
func TestParts(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	id := wire.EventID{Epoch: "9f3ab2c1.012345", Tick: -3, Index: 7}
	long := wire.EncodeEvent(id, "node_update", "2026-01-01T00:00:00.000000+00:00", strings.Repeat("x", 70_000))
	for _, f := range []wire.Framing{wire.WebSocket, wire.SSE, wire.NamedSSE} {
		var all []byte
		all = f.AppendPlain(all, "hello", at, struct{}{})
		all = append(all, f.Probe()...)
		all = f.Append(all, id.String(), "node_update", long)
		all = f.Append(all, "", "log", []byte(`{"type":"log"}`))
		want := []wire.Head{
			{Type: "hello", Time: "2026-01-01T00:00:00.000000+00:00"}, {},
			{ID: id.String(), Type: "node_update", Time: "2026-01-01T00:00:00.000000+00:00"}, {Type: "log"},
		}
		var joined []byte
		i := 0
		for p := range f.Parts(all) {
			joined = append(joined, p.Bytes...)
			if (p.Message == nil) != (want[i] == wire.Head{}) || wire.ReadHead(p.Message) != want[i] {
				t.Errorf("framing %d, part %d: got %.60q, head %+v; want %+v", f, i, p.Message, wire.ReadHead(p.Message), want[i])
			}
			if i == 2 && !bytes.Equal(p.Message, long) {
				t.Errorf("framing %d: the long message has %d bytes, want %d", f, len(p.Message), len(long))
			}
			i++
		}
		if i != len(want) || !bytes.Equal(joined, all) {
			t.Errorf("framing %d: got %d parts and %d bytes, want %d and %d", f, i, len(joined), len(want), len(all))
		}
	}
}
