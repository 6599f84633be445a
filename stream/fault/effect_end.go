package fault

import (
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// end ends a connection in good order.
func end(l *Line, r *Rule, _ *message, f *fate) bool {
	f.last = &output{Piece: deliver.Last()}
	if k := r.Kind.(model.Close); l.Framing == wire.WebSocket {
		f.last.Piece = deliver.Last(wire.AppendClose(nil, k.Status(), k.Reason))
	}
	return true
}

// resetAfter is how much later than the messages before it a reset comes, because it discards what the client has not
// read yet.
const resetAfter = 50 * time.Millisecond

// reset breaks a connection off.
func reset(_ *Line, _ *Rule, _ *message, f *fate) bool {
	f.last = &output{Piece: deliver.Last(), reset: true}
	f.delay += resetAfter
	return true
}
