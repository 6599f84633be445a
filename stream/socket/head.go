package socket

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/gorilla/websocket"
)

// The opcodes of frames (RFC 6455, section 5.2).
const (
	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// head is what a frame has in front of its body.
type head struct {
	opcode        byte
	final, masked bool
	// reserved has a bit for each of RSV1 to RSV3, the first of them in front.
	reserved byte
	length   uint64
	key      [4]byte
}

// readHead reads the head of a client's frame. within is set if a message has begun and not ended. The error is a
// mistake if the protocol forbids such a frame there.
func readHead(in *bufio.Reader, within bool) (head, error) {
	var begin [2]byte
	if _, err := io.ReadFull(in, begin[:]); err != nil {
		return head{}, err
	}
	h := head{
		opcode: begin[0] & 0xf, final: begin[0]&0x80 != 0, reserved: begin[0] >> 4 & 7,
		masked: begin[1]&0x80 != 0, length: uint64(begin[1] & 0x7f),
	}
	if faults := h.faults(within); len(faults) > 0 {
		return h, &mistake{websocket.CloseProtocolError, strings.Join(faults, ", ")}
	}
	if err := h.readLength(in); err != nil {
		return h, err
	}
	_, err := io.ReadFull(in, h.key[:])
	return h, err
}

// readLength reads the length of a body that is too long for the first two bytes. The first bit of a length is 0.
func (h *head) readLength(in *bufio.Reader) error {
	size := 0
	switch h.length {
	case 126:
		size = 2
	case 127:
		size = 8
	default:
		return nil
	}
	var long [8]byte
	if _, err := io.ReadFull(in, long[len(long)-size:]); err != nil {
		return err
	}
	if h.length = binary.BigEndian.Uint64(long[:]); h.length > math.MaxInt64 {
		return errTooLong
	}
	return nil
}

// isControl reports whether the frame is no part of a message.
func (h *head) isControl() bool { return h.opcode&8 != 0 }

// faults returns what the protocol forbids about the first two bytes.
func (h *head) faults(within bool) []string {
	var list []string
	for i := range 3 {
		if h.reserved>>(2-i)&1 != 0 {
			list = append(list, fmt.Sprintf("RSV%d set", i+1))
		}
	}
	list = append(list, h.misplaced(within)...)
	if !h.masked {
		list = append(list, "bad MASK")
	}
	return list
}

// misplaced returns why the frame must not stand there.
func (h *head) misplaced(within bool) (list []string) {
	const maxControl = 125
	switch h.opcode {
	case opClose, opPing, opPong:
		if h.length > maxControl {
			list = append(list, "len > 125 for control")
		}
		if !h.final {
			list = append(list, "FIN not set on control")
		}
	case opText, opBinary:
		if within {
			list = append(list, "data before FIN")
		}
	case opContinuation:
		if !within {
			list = append(list, "continuation after FIN")
		}
	default:
		list = append(list, fmt.Sprintf("bad opcode %d", h.opcode))
	}
	return list
}
