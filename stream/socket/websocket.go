package socket

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/site"
	"trainmock/stream/wire"
)

const (
	// maxMessage is the longest message that a client may send, in bytes.
	maxMessage = 4 << 10
	// handshakeTimeout is the write deadline of the response to the handshake.
	handshakeTimeout = 5 * time.Second
	// readBuffer is the size of a connection's read buffer, in bytes. Clients send little, and gorilla needs 257.
	readBuffer = 288
	// writeBuffer holds the response to the handshake, in bytes. gorilla writes nothing else.
	writeBuffer = 256
	// version is the version of the protocol (RFC 6455, section 4.1).
	version = "13"
	// ownHeaders is what the names of trainmock's own headers begin with.
	ownHeaders = "X-Mock-"
)

var writeBuffers sync.Pool

// WebSocket is a Socket whose client sends frames. gorilla does the handshake and reads the frames.
type WebSocket struct {
	*Socket
	conn    *websocket.Conn
	capture *captureConn
}

// Listener handles what a client sends. Its methods are called one after the other.
type Listener interface {
	// Heard is called for every sign of life.
	Heard()
	// Message is called for every message, text or binary.
	Message(text bool, body []byte)
	// Reply is called for frames that the protocol demands. If last is set, the connection must end after them.
	Reply(frames []byte, last bool)
}

// CheckHandshake refuses a handshake that gorilla accepts against the protocol (RFC 6455, sections 4.1 and 11.3.1). It
// returns nil for any other request.
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

// Options configure a handshake.
type Options struct {
	// AllowOrigin reports whether the page that sent a request may open a WebSocket. Defaults to pages of the same
	// host.
	AllowOrigin func(r *http.Request) bool
	// Plain is the route for plain HTTP, such as stream/sse, to name in refusals. Defaults to none.
	Plain string
}

// Upgrade takes over the connection of a handshake. Its Response has yet to be written, by Accept or in front of the
// first bytes. If Upgrade fails, the request has been refused already.
func Upgrade(w http.ResponseWriter, r *http.Request, o Options) (*WebSocket, error) {
	upgrader := websocket.Upgrader{
		WriteBufferSize: writeBuffer, WriteBufferPool: &writeBuffers,
		CheckOrigin: o.AllowOrigin, Error: o.refuse,
	}
	c := &captureWriter{ResponseWriter: w}
	conn, err := upgrader.Upgrade(c, r, responseHeader(w.Header(), r))
	if err != nil {
		return nil, err
	}
	return &WebSocket{Socket: New(c.conn.Conn), conn: conn, capture: c.conn}, nil
}

// Accept writes the response to the handshake, for those that have nothing to write with it.
func (t *WebSocket) Accept() error { return t.Send(t.Response(), time.Now().Add(handshakeTimeout)) }

// Response returns the response to the handshake, once. It has to be written before anything else.
func (t *WebSocket) Response() []byte { return t.capture.takeCaptured() }

// responseHeader returns what the response to a handshake bears beside the protocol's own: the selected subprotocol,
// and of what was set before, the headers that are trainmock's.
func responseHeader(set http.Header, r *http.Request) http.Header {
	h := http.Header{}
	for name, values := range set {
		if strings.HasPrefix(name, ownHeaders) {
			h[name] = values
		}
	}
	if selected := selectSubprotocol(r); selected != "" {
		h.Set(subprotocolHeader, selected)
	}
	return h
}

// refuse writes the refusal of a request that cannot become a WebSocket.
func (o Options) refuse(w http.ResponseWriter, r *http.Request, status int, _ error) {
	if websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Sec-WebSocket-Version", version)
		refusal := refuse.New(status, fault(r, status))
		if status == http.StatusForbidden {
			refusal = site.Refuse(r.Header.Values("Origin"), "open WebSockets")
		}
		refusal.Write(w)
		return
	}
	// HTTP/2 has no upgrade, and its clients reject a response with these headers.
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
	}
	// A proxy may serve this route by another scheme, at another host and below another path.
	remedy := "This is a WebSocket: connect to this address with ws in place of http, by new WebSocket(address)"
	if o.Plain != "" {
		remedy += "; for plain HTTP use " + o.Plain + " below the same base address"
	}
	refuse.New(http.StatusUpgradeRequired, remedy).Write(w)
}

// fault describes why gorilla refuses a handshake with a status.
func fault(r *http.Request, status int) string {
	switch {
	case status != http.StatusBadRequest:
		return http.StatusText(status)
	case !slices.Contains(r.Header.Values("Sec-WebSocket-Version"), version):
		given := model.Quote(strings.Join(r.Header.Values("Sec-WebSocket-Version"), ", "))
		return "A handshake has Sec-WebSocket-Version: " + version + ": this has " + given
	default:
		return "A handshake has a Sec-WebSocket-Key of 16 bytes in base64: this has " +
			model.Quote(r.Header.Get("Sec-WebSocket-Key"))
	}
}

// Listen passes everything that the client sends to a listener, until the client leaves or makes a mistake.
func (t *WebSocket) Listen(to Listener) {
	// frame is the position at which the present frame began.
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
		to.Reply(wire.AppendFrame(nil, wire.OpPong, []byte(data)), false)
		return nil
	})
	t.conn.SetCloseHandler(func(code int, _ string) error {
		to.Reply(closeReply(code, t.capture.position()-frame), true)
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
			t.replyToMistake(err, to)
			return
		}
	}
}

// read passes one message to a listener.
func read(kind int, from io.Reader, to Listener) error {
	body, err := io.ReadAll(from)
	if err == nil {
		to.Heard()
		to.Message(kind == websocket.TextMessage, body)
	}
	return err
}

// closeReply returns the reply to a close frame of length bytes: a close frame with the same code. gorilla reports a
// body of one byte, which is half a code, as an empty one.
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

// replyToMistake passes gorilla's close frame to a listener, if err is the client's mistake. For a message that is too
// long it makes a frame with the limit, because gorilla's does not name it.
func (t *WebSocket) replyToMistake(err error, to Listener) {
	frames := t.capture.captured
	if errors.Is(err, websocket.ErrReadLimit) {
		reason := fmt.Sprintf("a message has at most %d bytes", maxMessage)
		frames = wire.AppendClose(nil, websocket.CloseMessageTooBig, reason)
	}
	if len(frames) > 0 {
		to.Reply(frames, true)
	}
}
