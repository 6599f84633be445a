package stream_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// The first byte of a frame that is whole: FIN and an opcode (RFC 6455, section 5.2).
const (
	opText   = 0x81
	opBinary = 0x82
	opClose  = 0x88
	opPing   = 0x89
	opPong   = 0x8a
)

// noStatus is the code of a close frame without a body (RFC 6455, section 7.1.5).
const noStatus = 1005

// waitLimit limits how long a test waits, with room for a busy machine.
const waitLimit = 10 * time.Second

// mask returns a masking key and a body under it.
func mask(body string) string {
	const key = "\x37\xfa\x21\x3d"
	out := []byte(key)
	for i := range len(body) {
		out = append(out, body[i]^key[i%len(key)])
	}
	return string(out)
}

// masked returns a client's frame with the given first byte.
func masked(first byte, body string) string {
	head := []byte{first}
	switch {
	case len(body) < 126:
		head = append(head, 0x80|byte(len(body)))
	case len(body) < 1<<16:
		head = binary.BigEndian.AppendUint16(append(head, 0x80|126), uint16(len(body)))
	default:
		head = binary.BigEndian.AppendUint64(append(head, 0x80|127), uint64(len(body)))
	}
	return string(head) + mask(body)
}

// closing returns a close frame of a client.
func closing(code uint16, reason string) string {
	return masked(opClose, string(binary.BigEndian.AppendUint16(nil, code))+reason)
}

// socket is the client's end of a connection. It takes nothing on trust.
type socket struct {
	net.Conn
	in *bufio.Reader
}

// drip writes byte by byte.
func (s *socket) drip(text string) error {
	for i := range len(text) {
		if _, err := io.WriteString(s, text[i:i+1]); err != nil {
			return err
		}
	}
	return nil
}

// hangUp ends the client's side, and reads the bytes that are still on their way.
func (s *socket) hangUp() (*transcript, error) {
	// The server may have ended the connection already.
	if err := s.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil && !gone(err) {
		return nil, err
	}
	return s.hear()
}

// reset breaks the connection off, so that the server's next read or write fails.
func (s *socket) reset(tb testing.TB) {
	tb.Helper()
	conn := s.Conn
	if secure, ok := conn.(*tls.Conn); ok {
		conn = secure.NetConn()
	}
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		tb.Error(err)
	}
	conn.Close()
}

// gone reports whether an error means that either side has ended the connection.
func gone(err error) bool {
	return slices.ContainsFunc([]error{syscall.EPIPE, syscall.ECONNRESET, syscall.ENOTCONN, net.ErrClosed},
		func(end error) bool {
			return errors.Is(err, end)
		})
}

// frame is one frame of the server's.
type frame struct {
	first byte
	body  []byte
}

// frame reads a frame and checks it against RFC 6455 and the rule that every message is one frame. It returns io.EOF
// only between two frames.
func (s *socket) frame() (frame, error) {
	if err := s.SetReadDeadline(time.Now().Add(waitLimit)); err != nil {
		return frame{}, err
	}
	var head [2]byte
	if _, err := io.ReadFull(s.in, head[:]); err != nil {
		return frame{}, err
	}
	length, err := s.length(head)
	if err != nil {
		return frame{}, err
	}
	f := frame{first: head[0], body: make([]byte, length)}
	if n, err := io.ReadFull(s.in, f.body); err != nil {
		return f, fmt.Errorf("a frame %#x broke off after %d of %d bytes: %w", f.first, n, length, noEnd(err))
	}
	return f, f.check()
}

// length reads the rest of a frame's head. A length must be written in as few bytes as possible.
func (s *socket) length(head [2]byte) (int, error) {
	short, size := uint64(head[1]), 0
	switch {
	case short < 126:
		return int(short), nil
	case head[0]&8 != 0 || short > 127:
		return 0, fmt.Errorf("a frame begins with % x: masked, or too long for a control frame", head)
	case short == 126:
		size, short = 2, 126
	default:
		size, short = 8, 1<<16
	}
	long := make([]byte, 8)
	if _, err := io.ReadFull(s.in, long[8-size:]); err != nil {
		return 0, noEnd(err)
	}
	length := binary.BigEndian.Uint64(long)
	if length < short || length > 64<<20 {
		return 0, fmt.Errorf("a frame begins with % x % x: no length for it", head, long[8-size:])
	}
	return int(length), nil
}

// noEnd returns an error within a frame, where io.EOF is no regular end.
func noEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// check checks a frame against its opcode.
func (f frame) check() error {
	ok := true
	switch f.first {
	case opText:
		var m message
		ok = utf8.Valid(f.body) && json.Unmarshal(f.body, &m) == nil && m.Type != ""
	case opClose:
		ok = len(f.body) == 0 || len(f.body) >= 2 && sendable(f.code()) && utf8.Valid(f.body[2:])
	case opPing, opPong:
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("a frame %#x with %.100q", f.first, f.body)
	}
	return nil
}

// code returns the code of a close frame.
func (f frame) code() int {
	if len(f.body) == 0 {
		return noStatus
	}
	return int(binary.BigEndian.Uint16(f.body))
}

// sendable reports whether a code may stand in a close frame (RFC 6455, section 7.4, and IANA's registry).
func sendable(code int) bool {
	reserved := []int{1004, noStatus, 1006}
	return code >= 1000 && code <= 1014 && !slices.Contains(reserved, code) || code >= 3000 && code <= 4999
}

// transcript is what the server said up to the end of the connection.
type transcript struct {
	// code is that of the close frame, 0 if there was none.
	code int
	// asides are the messages without an id, ids those of the others, and pongs the bodies of the pong frames.
	asides bytes.Buffer
	ids    []string
	pongs  []string
}

// hear reads to the end. It fails if a byte is out of place, or if anything follows a close frame.
func (s *socket) hear() (*transcript, error) {
	said := &transcript{}
	for {
		f, err := s.frame()
		switch {
		case errors.Is(err, io.EOF) || said.code != 0 && gone(err):
			return said, nil
		case said.code != 0:
			return said,
				fmt.Errorf("after the close frame %d came a frame %#x with %.60q, %v", said.code, f.first, f.body, err)
		case err != nil:
			return said, err
		case f.first == opClose:
			said.code = f.code()
		case f.first == opPong:
			said.pongs = append(said.pongs, string(f.body))
		case f.first == opText:
			said.note(f.body)
		}
	}
}

// note keeps the relevant part of a message.
func (said *transcript) note(text []byte) {
	if rest, ok := bytes.CutPrefix(text, []byte(`{"id":"`)); ok {
		id, _, _ := bytes.Cut(rest, []byte(`"`))
		said.ids = append(said.ids, string(id))
		return
	}
	said.asides.Write(text)
}
