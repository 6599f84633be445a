package stream

import (
	"encoding/binary"

	"github.com/gorilla/websocket"
)

// framing is how messages are laid out on the wire, beginning with nothing between them.
type framing uint8

const (
	webSocketFraming framing = iota
	sseFraming
	// namedSSEFraming sets event: to the type.
	namedSSEFraming
)

// append adds one message.
func (f framing) append(to []byte, id, kind string, message []byte) []byte {
	if f == webSocketFraming {
		return appendFrame(to, opText, message)
	}
	if id != "" {
		to = append(append(append(to, "id: "...), id...), '\n')
	}
	if f == namedSSEFraming {
		to = append(append(append(to, "event: "...), kind...), '\n')
	}
	to = append(append(to, "data: "...), message...)
	return append(to, "\n\n"...)
}

// overhead is at least as many bytes as append adds to a message.
func (f framing) overhead(id, kind string) int {
	if f == webSocketFraming {
		return maxHeader
	}
	return len("id: \nevent: \ndata: \n\n") + len(id) + len(kind)
}

// probe is what makes the other side, or what lies between, show that it is there.
func (f framing) probe() []byte {
	if f == webSocketFraming {
		return appendFrame(nil, opPing, nil)
	}
	return []byte(": keep-alive\n\n")
}

// farewell is what ends a connection in good order, with a code where the transport has one.
func (f framing) farewell(code int) []byte {
	if f == webSocketFraming {
		return appendClose(nil, code, "bye")
	}
	return nil
}

// The codes of closing frames (RFC 6455, section 7.4.1).
const (
	closeGoingAway = websocket.CloseGoingAway
	closePolicy    = websocket.ClosePolicyViolation
	closeNotUTF8   = websocket.CloseInvalidFramePayloadData
)

// The first byte of the frames that a server sends: FIN and an opcode (RFC 6455, section 5.2).
const (
	opText  = 0x81
	opClose = 0x88
	opPing  = 0x89
	opPong  = 0x8a
)

// maxHeader is the longest header of an unmasked frame, in bytes.
const maxHeader = 10

// appendFrame adds one unmasked WebSocket frame.
func appendFrame(to []byte, first byte, body []byte) []byte {
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

// appendClose adds a close frame.
func appendClose(to []byte, code int, reason string) []byte {
	body := binary.BigEndian.AppendUint16(nil, uint16(code))
	return appendFrame(to, opClose, append(body, reason...))
}
