package socket

import (
	"bufio"
	"errors"

	"github.com/gobwas/ws"
	"github.com/gorilla/websocket"
)

// readHead reads the head of a client's frame. within is set if a message has begun and not ended. The error is a
// mistake if the protocol forbids such a frame there.
func readHead(in *bufio.Reader, within bool) (ws.Header, error) {
	begin, err := in.Peek(2)
	if err != nil {
		return ws.Header{}, err
	}
	// The library takes a control frame whose length is short, but written as a long one.
	if ws.OpCode(begin[0]&0xf).IsControl() && begin[1]&0x7f > ws.MaxControlFramePayloadSize {
		return ws.Header{}, &mistake{websocket.CloseProtocolError, ws.ErrProtocolControlPayloadOverflow.Error()}
	}
	h, err := ws.ReadHeader(in)
	tooLong := errors.Is(err, ws.ErrHeaderLengthMSB)
	if err != nil && !tooLong {
		return h, err
	}
	state := ws.StateServerSide
	if within {
		state = state.Set(ws.StateFragmented)
	}
	if err := ws.CheckHeader(h, state); err != nil {
		return h, &mistake{websocket.CloseProtocolError, err.Error()}
	}
	if tooLong {
		return h, errTooLong
	}
	return h, nil
}
