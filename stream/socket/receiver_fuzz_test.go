package socket

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gobwas/ws"
	"github.com/gorilla/websocket"

	"trainmock/stream/wire"
)

// transcript is a Listener that writes down what it hears.
type transcript []string

func (h *transcript) Heard() { *h = append(*h, "heard") }
func (h *transcript) Message(text bool, body []byte) {
	*h = append(*h, fmt.Sprintf("message %t %q", text, body))
}
func (h *transcript) Reply(frames []byte, last bool) {
	if last {
		frames = frames[2:min(len(frames), 4)] // The code alone: every library words its reasons differently.
	}
	*h = append(*h, fmt.Sprintf("reply %q %t", frames, last))
}

// FuzzReceive checks that any bytes of a client are read as gorilla reads them, with the same replies and close codes.
// gorilla leaves it to the program whether text is UTF-8.
func FuzzReceive(f *testing.F) {
	for _, s := range []string{
		clientFrame(0x81, "text"), clientFrame(0x01, "te") + clientFrame(0x89, "ping") + clientFrame(0x80, "xt"),
		clientFrame(0x81, "\xff"), clientFrame(0x01, "\xe4") + clientFrame(0x80, "\xbb\xbb"),
		clientFrame(0x82, "\xff") + clientFrame(0x8a, "pong"), clientFrame(0x89, strings.Repeat("x", 126)),
		clientFrame(0x81, strings.Repeat("x", maxMessage)), clientFrame(0x81, strings.Repeat("x", maxMessage+1)),
		clientFrame(0x01, strings.Repeat("x", maxMessage)) + clientFrame(0x80, "x"), clientFrame(0x81, "")[:3],
		clientFrame(0x80, ""), clientFrame(0x01, "") + clientFrame(0x81, ""), clientFrame(0xf1, "") + "rest",
		clientFrame(0x83, ""), clientFrame(0xfb, strings.Repeat("x", 200)), clientFrame(0x09, ""), "\x81\x00",
		"\x01\xff\x80\x00\x00\x00\x00\x00\x00\x00mask", clientFrame(0x02, "x") + clientFrame(0x88, "\x03\xe8bye"),
		clientFrame(0x88, ""), clientFrame(0x88, "\xff\xff"), clientFrame(0x88, "\x03\xe8\xff"),
		"\x01\xff\xe6\x00\x00\x00\x00\x00\x00\x00", clientFrame(0x88, "\x0b\xb7"),
		clientFrame(0x88, "\x0b\xb8"), clientFrame(0x88, "\x13\x87"),
		clientFrame(0x88, "\x13\x88"),
	} {
		f.Add([]byte(s))
	}
	for code := 999; code <= 1016; code++ {
		f.Add([]byte(clientFrame(0x88, string(binary.BigEndian.AppendUint16(nil, uint16(code))))))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		sent = slices.Concat(sent, make([]byte, ws.MaxHeaderSize)) // A head that breaks off is no mistake yet.
		var heard transcript
		in := bufio.NewReaderSize(bytes.NewReader(sent), readBuffer)
		for err := error(nil); err == nil; {
			err = receive(in, &heard)
		}
		if want := gorillaHears(t, sent); !slices.Equal(heard, want) && !halfCode(want) {
			t.Errorf("of % .100x we hear\n%.500q, want\n%.500q", sent, heard, want)
		}
	})
}

// clientFrame returns a client's frame with the given first byte.
func clientFrame(first byte, body string) string {
	frame := []byte{first, 0x80 | byte(len(body))}
	if len(body) > 125 {
		frame = binary.BigEndian.AppendUint16([]byte{first, 0x80 | 126}, uint16(len(body)))
	}
	const key = "mask"
	frame = append(frame, key...)
	for i := range len(body) {
		frame = append(frame, body[i]^key[i%len(key)])
	}
	return string(frame)
}

// halfCode reports whether gorilla takes the end of a transcript for a close frame without a body. It does the same if
// the body has one byte.
func halfCode(t transcript) bool {
	return len(t) > 0 && t[len(t)-1] == `reply "" true`
}

// gorillaHears returns what gorilla reads from some bytes of a client, and its replies.
func gorillaHears(t *testing.T, sent []byte) transcript {
	t.Helper()
	var heard transcript
	client := &scripted{sent: bytes.NewReader(sent)}
	conn := client.upgrade(t)
	conn.SetReadLimit(maxMessage)
	conn.SetPongHandler(func(string) error { heard.Heard(); return nil })
	conn.SetPingHandler(func(body string) error {
		heard.Heard()
		heard.Reply(wire.AppendFrame(nil, wire.OpPong, []byte(body)), false)
		return nil
	})
	conn.SetCloseHandler(func(code int, _ string) error {
		if code == websocket.CloseNoStatusReceived {
			heard.Reply(wire.AppendFrame(nil, wire.OpClose, nil), true)
		} else {
			heard.Reply(wire.AppendClose(nil, code, ""), true)
		}
		return nil
	})
	for {
		kind, body, err := conn.ReadMessage()
		switch {
		case errors.Is(err, websocket.ErrReadLimit):
			heard.Reply(wire.AppendClose(nil, websocket.CloseMessageTooBig, "a message has at most 4096 bytes"), true)
			return heard
		case err != nil:
			if client.replies.Len() > 0 {
				heard.Reply(client.replies.Bytes(), true)
			}
			return heard
		case kind == websocket.TextMessage && !utf8.Valid(body):
			heard.Reply(wire.AppendClose(nil, websocket.CloseInvalidFramePayloadData, "text has to be UTF-8"), true)
			return heard
		}
		heard.Heard()
		heard.Message(kind == websocket.TextMessage, body)
	}
}

// scripted is the server's end of a connection whose client has sent all that it ever sends.
type scripted struct {
	http.ResponseWriter
	net.Conn
	sent    io.Reader
	replies bytes.Buffer
}

// upgrade returns gorilla's connection.
func (c *scripted) upgrade(t *testing.T) *websocket.Conn {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header = http.Header{
		"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {version},
		"Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="},
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(c, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.replies.Reset()
	return conn
}

func (c *scripted) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return c, bufio.NewReadWriter(bufio.NewReader(c), bufio.NewWriter(c)), nil
}

func (c *scripted) Read(p []byte) (int, error)       { return c.sent.Read(p) }
func (c *scripted) Write(p []byte) (int, error)      { return c.replies.Write(p) }
func (c *scripted) SetDeadline(time.Time) error      { return nil }
func (c *scripted) SetWriteDeadline(time.Time) error { return nil }
