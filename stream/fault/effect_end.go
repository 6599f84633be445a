package fault

import (
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// end ends a connection in good order.
func end(l *Line, r *Rule, _ *message, f *fate) bool {
	f.last = &output{}
	f.last.Last = true
	if k := r.Kind.(model.Close); l.Framing == wire.WebSocket {
		f.last.Bytes = wire.AppendClose(nil, k.Status(), k.Reason)
	}
	return true
}

// reset breaks a connection off.
func reset(_ *Line, _ *Rule, _ *message, f *fate) bool {
	f.last = &output{reset: true}
	f.last.Last = true
	return true
}
