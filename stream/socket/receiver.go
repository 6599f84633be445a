package socket

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trainmock/stream/wire"
)

// maxMessage is the longest message that a client may send, in bytes.
const maxMessage = 4 << 10

// errClosed is the error of a frame with which the client closed the connection.
var errClosed = errors.New("the client closed the connection")

// mistake is a client's breach of the protocol. The connection ends with a close frame of its code and reason.
type mistake struct {
	code   int
	reason string
}

func (m *mistake) Error() string { return m.reason }

// errTooLong is the mistake of a message of more than maxMessage bytes.
var errTooLong = &mistake{websocket.CloseMessageTooBig, fmt.Sprintf("a message has at most %d bytes", maxMessage)}

// receiver puts the messages of a client together (RFC 6455, section 5).
type receiver struct {
	in *bufio.Reader
	to Listener
	// within is set between the frames of one message. text is set if that is a text, and body is what has arrived of it.
	within, text bool
	body         []byte
}

// frame reads one frame, and passes on what it completes.
func (r *receiver) frame() error {
	h, err := readHead(r.in, r.within)
	switch {
	case err != nil:
		return err
	case h.isControl():
		return r.control(h)
	case h.length > uint64(maxMessage-len(r.body)):
		return errTooLong
	}
	if r.body, err = r.read(r.body, h); err != nil {
		return err
	}
	if !r.within {
		r.text = h.opcode == opText
	}
	if r.within = !h.final; r.within {
		return nil
	}
	body := r.body
	r.body = nil
	r.to.Heard()
	r.to.Message(r.text, body)
	return nil
}

// control reads a control frame and replies to it.
func (r *receiver) control(h head) error {
	body, err := r.read(nil, h)
	if err != nil {
		return err
	}
	switch h.opcode {
	case opPing:
		r.to.Heard()
		r.to.Reply(wire.AppendFrame(nil, wire.OpPong, body), false)
	case opPong:
		r.to.Heard()
	case opClose:
		reply, err := closeReply(body)
		if err != nil {
			return err
		}
		r.to.Reply(reply, true)
		return errClosed
	}
	return nil
}

// read appends the unmasked bytes of a frame.
func (r *receiver) read(to []byte, h head) ([]byte, error) {
	to = slices.Grow(to, int(h.length))
	body := to[len(to) : len(to)+int(h.length)]
	if _, err := io.ReadFull(r.in, body); err != nil {
		return nil, err
	}
	for i := range body {
		body[i] ^= h.key[i%len(h.key)]
	}
	return to[:len(to)+len(body)], nil
}

// closeReply returns the reply to a close frame: one with the same code. The error is a mistake of the client's.
func closeReply(body []byte) ([]byte, error) {
	const codeBytes = 2
	switch len(body) {
	case 0:
		return wire.AppendFrame(nil, wire.OpClose, nil), nil
	case codeBytes - 1:
		return nil, &mistake{websocket.CloseProtocolError, "a close code has two bytes"}
	}
	code := int(binary.BigEndian.Uint16(body))
	switch {
	case !mayClose(code):
		return nil, &mistake{websocket.CloseProtocolError, fmt.Sprintf("bad close code %d", code)}
	case !utf8.Valid(body[codeBytes:]):
		return nil, &mistake{websocket.CloseProtocolError, "invalid utf8 payload in close frame"}
	}
	return wire.AppendClose(nil, code, ""), nil
}

// mayClose reports whether a client may send a close code (RFC 6455, section 7.4, and the registry of IANA).
func mayClose(code int) bool {
	return code >= websocket.CloseNormalClosure && code <= websocket.CloseUnsupportedData ||
		code >= websocket.CloseInvalidFramePayloadData && code <= websocket.CloseTryAgainLater ||
		code >= 3000 && code <= 4999
}
