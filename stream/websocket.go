package stream

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
)

const (
	// maxMessage is the longest message that a client may send, in bytes.
	maxMessage = 4 << 10
	// readWait is how long a client may stay silent; it is asked for a sign of life more often.
	readWait = 4 * quietTime
	// handshakeWait is how long the answer to the upgrade may take to write.
	handshakeWait = 5 * time.Second
	// readBuffer is what a connection holds for reading, in bytes: clients say little. gorilla takes no less than 257.
	readBuffer = 288
	// writeBuffer is enough for the answer to the upgrade; gorilla writes nothing else.
	writeBuffer = 256
)

var writeBuffers sync.Pool

// ServeWebSocket answers GET /stream/ws. It returns after the handshake: the subscriber goes on in the hub.
func (h *Hub) ServeWebSocket(w http.ResponseWriter, r *http.Request) {
	s := h.admit(w, r, webSocketFraming)
	if s == nil {
		return
	}
	upgrader := websocket.Upgrader{
		HandshakeTimeout: handshakeWait, WriteBufferSize: writeBuffer, WriteBufferPool: &writeBuffers,
		CheckOrigin: h.AllowOrigin,
		Error:       refuseUpgrade,
	}
	m := &muter{ResponseWriter: w}
	conn, err := upgrader.Upgrade(m, r, nil)
	if err != nil {
		h.leave(s, r.RemoteAddr)
		return
	}
	m.conn.muted = true
	t := newSocket(m.conn.Conn)
	s.open(t, nil)
	go func() {
		s.listen(t, conn, m.conn)
		s.part(t)
	}()
	s.stir()
}

// refuseUpgrade answers a request that cannot become a WebSocket.
func refuseUpgrade(w http.ResponseWriter, r *http.Request, status int, reason error) {
	if websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Sec-WebSocket-Version", "13")
		ask.Refuse(status, reason.Error()).Write(w)
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
	ask.Refuse(http.StatusUpgradeRequired, fmt.Sprintf("This is a WebSocket: connect with new WebSocket(\"%s://%s%s\"); for plain HTTP use /stream/sse", scheme, r.Host, r.URL.Path)).Write(w)
}

// muter hands out a connection that can be muted.
type muter struct {
	http.ResponseWriter
	conn *mutedConn
}

func (m *muter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffers, err := http.NewResponseController(m.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	m.conn = &mutedConn{Conn: conn}
	m.conn.incoming = bufio.NewReaderSize(m.conn, readBuffer)
	return m.conn, bufio.NewReadWriter(m.conn.incoming, buffers.Writer), nil
}

// mutedConn keeps gorilla from writing beside the hub: the close frame with which it answers a client's mistake waits
// for its turn.
type mutedConn struct {
	net.Conn
	// incoming is what gorilla reads from.
	incoming *bufio.Reader
	muted    bool
	said     []byte
}

func (c *mutedConn) Write(p []byte) (int, error) {
	if !c.muted {
		return c.Conn.Write(p)
	}
	c.said = append(c.said, p...)
	return len(p), nil
}

func (c *mutedConn) SetWriteDeadline(t time.Time) error {
	if c.muted {
		return nil
	}
	return c.Conn.SetWriteDeadline(t)
}

// listen passes on what the client says, until it leaves or makes a mistake.
func (s *subscriber) listen(t *socket, conn *websocket.Conn, muted *mutedConn) {
	conn.SetReadLimit(maxMessage)
	conn.SetPongHandler(func(string) error { s.hear(); return nil })
	conn.SetPingHandler(func(data string) error {
		s.hear()
		s.tell(func() ([]byte, bool) { return appendFrame(nil, opPong, []byte(data)), false })
		return nil
	})
	conn.SetCloseHandler(func(code int, _ string) error {
		s.tell(func() ([]byte, bool) { return closeReply(code), true })
		return nil
	})
	for {
		if muted.incoming.Buffered() == 0 {
			t.await()
		}
		kind, message, err := conn.NextReader()
		if err == nil {
			err = s.read(kind, message)
		}
		if err != nil {
			if len(muted.said) > 0 {
				s.tell(func() ([]byte, bool) { return muted.said, true })
			}
			return
		}
	}
}

// read passes on one message.
func (s *subscriber) read(kind int, from io.Reader) error {
	message, err := io.ReadAll(from)
	if err == nil {
		s.hear()
		s.tell(func() ([]byte, bool) { return s.reply(kind, message) })
	}
	return err
}

// closeReply echoes a close frame.
func closeReply(code int) []byte {
	if code == websocket.CloseNoStatusReceived {
		return appendFrame(nil, opClose, nil)
	}
	return appendClose(nil, code, "")
}

// reply answers a message from the client. Whatever it is, the connection stays, unless it is not text at all.
func (s *subscriber) reply(kind int, message []byte) (answer []byte, last bool) {
	switch {
	case kind != websocket.TextMessage:
		return s.problem(ask.Problem{Code: "not_text", Message: "send text frames with JSON, such as {\"type\":\"ping\"}"}), false
	case !utf8.Valid(message):
		return appendClose(nil, closeNotUTF8, "text has to be UTF-8"), true
	}
	m, problem := ask.ParseMessage(message)
	switch {
	case problem != nil:
		return s.problem(*problem), false
	case m.Type == "ping":
		_, now := s.hub.Now()
		return s.message(nil, "pong", now, struct{}{}), false
	}
	return s.resubscribe(m), false
}

// resubscribe replaces the whole filter and begins anew.
func (s *subscriber) resubscribe(m ask.Message) []byte {
	filter, err := m.Filter(s.hub.Clock.Tick)
	if err == nil {
		err = s.hub.known(filter)
	}
	if err != nil {
		return s.problem(ask.Problem{Code: "bad_filter", Message: strings.TrimPrefix(err.Error(), "query.")})
	}
	s.wish = ask.Subscription{Filter: filter, Snapshot: true, CloseSlow: s.wish.CloseSlow}
	return s.greet()
}

// problem is an error message.
func (s *subscriber) problem(p ask.Problem) []byte {
	_, now := s.hub.Now()
	return s.message(nil, "error", now, p)
}
