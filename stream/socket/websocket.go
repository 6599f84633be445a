package socket

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/refuse"
	"trainmock/stream/wire"
)

const (
	// maxMessage is the longest message that a client may send, in bytes.
	maxMessage = 4 << 10
	// handshakeWait is how long the answer to the upgrade may take to write.
	handshakeWait = 5 * time.Second
	// readBuffer is what a connection holds for reading, in bytes: clients say little. gorilla takes no less than 257.
	readBuffer = 288
	// writeBuffer is enough for the answer to the upgrade; gorilla writes nothing else.
	writeBuffer = 256
)

var writeBuffers sync.Pool

// WebSocket is a Socket whose client speaks in frames. gorilla does the handshake and reads them.
type WebSocket struct {
	*Socket
	conn    *websocket.Conn
	capture *captureConn
}

// Listener hears what a client does, one thing after the other.
type Listener interface {
	// Heard is called with every sign of life.
	Heard()
	// Message is called with every message, text or not.
	Message(text bool, body []byte)
	// Answer is called with frames that the protocol demands; behind the last, the connection ends.
	Answer(frames []byte, last bool)
}

// CheckHandshake refuses a handshake that gorilla accepts, and the protocol does not (RFC 6455, sections 4.1 and
// 11.3.1).
func CheckHandshake(r *http.Request) *refuse.Refusal {
	switch {
	case !websocket.IsWebSocketUpgrade(r):
		return nil
	case !r.ProtoAtLeast(1, 1):
		return refuse.New(http.StatusBadRequest, "A WebSocket begins with a request of HTTP/1.1: this is "+r.Proto)
	case len(r.Header.Values("Sec-WebSocket-Key")) > 1:
		return refuse.New(http.StatusBadRequest, "A handshake has one Sec-WebSocket-Key: this has several")
	}
	return nil
}

// Options say which WebSockets are opened.
type Options struct {
	// AllowOrigin reports whether the page that a request comes from may open a WebSocket. Defaults to those of the
	// same host.
	AllowOrigin func(r *http.Request) bool
	// Plain is the route for clients without WebSockets, such as /stream/sse. Defaults to none.
	Plain string
}

// Upgrade answers a handshake. Where it cannot become a WebSocket, the request is answered otherwise.
func Upgrade(w http.ResponseWriter, r *http.Request, o Options) (*WebSocket, error) {
	upgrader := websocket.Upgrader{
		HandshakeTimeout: handshakeWait, WriteBufferSize: writeBuffer, WriteBufferPool: &writeBuffers,
		CheckOrigin: o.AllowOrigin, Error: o.refuse,
	}
	c := &captureWriter{ResponseWriter: w}
	conn, err := upgrader.Upgrade(c, r, nil)
	if err != nil {
		return nil, err
	}
	c.conn.capturing = true
	return &WebSocket{Socket: New(c.conn.Conn), conn: conn, capture: c.conn}, nil
}

// refuse answers a request that cannot become a WebSocket.
func (o Options) refuse(w http.ResponseWriter, r *http.Request, status int, reason error) {
	if websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Sec-WebSocket-Version", "13")
		refuse.New(status, reason.Error()).Write(w)
		return
	}
	// HTTP/2 knows no upgrade, and its clients take an answer that speaks of one for broken.
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
	}
	scheme := "ws"
	if r.TLS != nil {
		scheme = "wss"
	}
	remedy := fmt.Sprintf("This is a WebSocket: connect with new WebSocket(\"%s://%s%s\")", scheme, r.Host, r.URL.Path)
	if o.Plain != "" {
		remedy += "; for plain HTTP use " + o.Plain
	}
	refuse.New(http.StatusUpgradeRequired, remedy).Write(w)
}

// Listen tells of what the client says, until it leaves or makes a mistake.
func (t *WebSocket) Listen(to Listener) {
	// frame is where the frame under way began.
	frame := 0
	t.conn.SetReadLimit(maxMessage)
	t.conn.SetPongHandler(func(string) error {
		frame = t.capture.position()
		to.Heard()
		return nil
	})
	t.conn.SetPingHandler(func(data string) error {
		frame = t.capture.position()
		to.Heard()
		to.Answer(wire.AppendFrame(nil, wire.OpPong, []byte(data)), false)
		return nil
	})
	t.conn.SetCloseHandler(func(code int, _ string) error {
		to.Answer(closeReply(code, t.capture.position()-frame), true)
		return nil
	})
	for {
		frame = t.capture.position()
		if t.capture.incoming.Buffered()+len(t.capture.early) == 0 {
			t.Await()
		}
		kind, message, err := t.conn.NextReader()
		if err == nil {
			err = read(kind, message, to)
		}
		if err != nil {
			t.tellMistake(err, to)
			return
		}
	}
}

// read passes on one message.
func read(kind int, from io.Reader, to Listener) error {
	body, err := io.ReadAll(from)
	if err == nil {
		to.Heard()
		to.Message(kind == websocket.TextMessage, body)
	}
	return err
}

// closeReply answers a close frame of that length with its code. A frame whose body is a single byte, half a code, is
// one that gorilla takes for empty.
func closeReply(code, length int) []byte {
	const header, half = 2 + 4, 1
	switch {
	case code != websocket.CloseNoStatusReceived:
		return wire.AppendClose(nil, code, "")
	case length == header+half:
		return wire.AppendClose(nil, websocket.CloseProtocolError, "a close code has two bytes")
	default:
		return wire.AppendFrame(nil, wire.OpClose, nil)
	}
}

// tellMistake passes on gorilla's answer to a mistake, if the client made one. To a message that is too long gorilla
// has none, or a short one.
func (t *WebSocket) tellMistake(err error, to Listener) {
	frames := t.capture.captured
	if errors.Is(err, websocket.ErrReadLimit) {
		reason := fmt.Sprintf("a message has at most %d bytes", maxMessage)
		frames = wire.AppendClose(nil, websocket.CloseMessageTooBig, reason)
	}
	if len(frames) > 0 {
		to.Answer(frames, true)
	}
}
