// Package wire owns how messages are written: their JSON and ids, and their form in WebSocket frames or server-sent
// events.
package wire

import "encoding/binary"

// Framing is the form of messages on the wire.
type Framing uint8

// The framings.
const (
	WebSocket Framing = iota
	SSE
	// NamedSSE is SSE with the message's type in event:, which browsers need for addEventListener.
	NamedSSE
	// Framings is the number of framings.
	Framings = iota
)

// Append appends one framed message and returns the extended slice.
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

// Overhead returns an upper bound of the bytes that Append adds to a message.
func (f Framing) Overhead(id, kind string) int {
	if f == WebSocket {
		return maxHeader
	}
	return len("id: \nevent: \ndata: \n\n") + len(id) + len(kind)
}

// Trailer returns the number of bytes that Append adds behind a message.
func (f Framing) Trailer() int {
	if f == WebSocket {
		return 0
	}
	return len("\n\n")
}

// Probe returns the bytes that keep a connection open: a ping that the client must answer, or a comment.
func (f Framing) Probe() []byte {
	if f == WebSocket {
		return AppendFrame(nil, OpPing, nil)
	}
	return []byte(": keep-alive\n\n")
}

// Farewell returns the bytes that end a connection in good order: a close frame with a code, or none.
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

// AppendFrame appends one unmasked WebSocket frame. first is its first byte, such as OpText.
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

// AppendClose appends a close frame. The reason may have 123 bytes (RFC 6455, section 5.5).
func AppendClose(to []byte, code int, reason string) []byte {
	body := binary.BigEndian.AppendUint16(nil, uint16(code))
	return AppendFrame(to, OpClose, append(body, reason...))
}
