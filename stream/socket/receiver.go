package socket

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/gobwas/ws"
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

// errTooLong is the mistake of a message of more than maxMessage bytes, errNoText that of a text that is not UTF-8
// (RFC 6455, section 8.1).
var (
	errTooLong = &mistake{websocket.CloseMessageTooBig, fmt.Sprintf("a message has at most %d bytes", maxMessage)}
	errNoText  = &mistake{websocket.CloseInvalidFramePayloadData, "text has to be UTF-8"}
)

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
	case h.OpCode.IsControl():
		return r.control(h)
	case h.Length > int64(maxMessage-len(r.body)):
		return errTooLong
	}
	if r.body, err = r.read(r.body, h); err != nil {
		return err
	}
	if !r.within {
		r.text = h.OpCode == ws.OpText
	}
	if r.within = !h.Fin; r.within {
		return nil
	}
	body := r.body
	r.body = nil
	if r.text && !utf8.Valid(body) {
		return errNoText
	}
	r.to.Heard()
	r.to.Message(r.text, body)
	return nil
}

// control reads a control frame and replies to it.
func (r *receiver) control(h ws.Header) error {
	body, err := r.read(nil, h)
	if err != nil {
		return err
	}
	switch h.OpCode {
	case ws.OpPing:
		r.to.Heard()
		r.to.Reply(wire.AppendFrame(nil, wire.OpPong, body), false)
	case ws.OpPong:
		r.to.Heard()
	case ws.OpClose:
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
func (r *receiver) read(to []byte, h ws.Header) ([]byte, error) {
	to = slices.Grow(to, int(h.Length))
	body := to[len(to) : len(to)+int(h.Length)]
	if _, err := io.ReadFull(r.in, body); err != nil {
		return nil, err
	}
	ws.Cipher(body, h.Mask, 0)
	return to[:len(to)+len(body)], nil
}

// lastCode is the last close code that clients may use (RFC 6455, section 7.4.2).
const lastCode = 4999

// closeReply returns the reply to a close frame: one with the same code. The error is a mistake of the client's.
func closeReply(body []byte) ([]byte, error) {
	switch len(body) {
	case 0:
		return wire.AppendFrame(nil, wire.OpClose, nil), nil
	case 1:
		return nil, &mistake{websocket.CloseProtocolError, "a close code has two bytes"}
	}
	code, reason := ws.ParseCloseFrameData(body)
	known := code
	if code == websocket.CloseServiceRestart || code == websocket.CloseTryAgainLater {
		known = ws.StatusNormalClosure // The library knows the codes of RFC 6455, not those registered later.
	}
	err := ws.CheckCloseFrameData(known, reason)
	if code > lastCode {
		err = ws.ErrProtocolStatusCodeUnknown
	}
	if err != nil {
		return nil, &mistake{websocket.CloseProtocolError, err.Error()}
	}
	return wire.AppendClose(nil, int(code), ""), nil
}
