// Package wire owns how messages are written: the JSON of every message, and its place in a WebSocket's frames or among
// server-sent events.
package wire

import "encoding/binary"

// Framing is how messages are laid out on the wire, beginning with nothing between them.
type Framing uint8

// The framings.
const (
	WebSocket Framing = iota
	SSE
	// NamedSSE sets event: to the type.
	NamedSSE
)

// Append adds one message.
func (f Framing) Append(to []byte, id, kind string, message []byte) []byte {
	if f == WebSocket {
		return AppendFrame(to, OpText, message)
	}
	if id != "" {
		to = append(append(append(to, "id: "...), id...), '\n')
	}
	if f == NamedSSE {
		to = append(append(append(to, "event: "...), kind...), '\n')
	}
	to = append(append(to, "data: "...), message...)
	return append(to, "\n\n"...)
}

// Overhead is at least as many bytes as Append adds to a message.
func (f Framing) Overhead(id, kind string) int {
	if f == WebSocket {
		return maxHeader
	}
	return len("id: \nevent: \ndata: \n\n") + len(id) + len(kind)
}

// Probe is what makes the other side, or what lies between, show that it is there.
func (f Framing) Probe() []byte {
	if f == WebSocket {
		return AppendFrame(nil, OpPing, nil)
	}
	return []byte(": keep-alive\n\n")
}

// Farewell is what ends a connection in good order, with a code where the transport has one.
func (f Framing) Farewell(code int) []byte {
	if f == WebSocket {
		return AppendClose(nil, code, "bye")
	}
	return nil
}

// The first byte of the frames that a server sends: FIN and an opcode (RFC 6455, section 5.2).
const (
	OpText  = 0x81
	OpClose = 0x88
	OpPing  = 0x89
	OpPong  = 0x8a
)

// maxHeader is the longest header of an unmasked frame, in bytes.
const maxHeader = 10

// AppendFrame adds one unmasked WebSocket frame.
func AppendFrame(to []byte, first byte, body []byte) []byte {
	switch {
	case len(body) < 126:
		to = append(to, first, byte(len(body)))
	case len(body) < 1<<16:
		to = binary.BigEndian.AppendUint16(append(to, first, 126), uint16(len(body)))
	default:
		to = binary.BigEndian.AppendUint64(append(to, first, 127), uint64(len(body)))
	}
	return append(to, body...)
}

// AppendClose adds a close frame.
func AppendClose(to []byte, code int, reason string) []byte {
	body := binary.BigEndian.AppendUint16(nil, uint16(code))
	return AppendFrame(to, OpClose, append(body, reason...))
}
