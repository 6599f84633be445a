package stream

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
)

const (
	// maxMessage is the longest message that a client may send, in bytes.
	maxMessage = 4 << 10
	// maxUnheard is how many probes a client may leave unanswered.
	maxUnheard = 4
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
	if err := flaw(r); err != nil {
		refuse(w, err)
		return
	}
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

// flaw is what is wrong with a handshake that gorilla accepts (RFC 6455, sections 4.1 and 11.3.1).
func flaw(r *http.Request) error {
	switch {
	case !websocket.IsWebSocketUpgrade(r):
		return nil
	case !r.ProtoAtLeast(1, 1):
		return ask.Refuse(http.StatusBadRequest, "A WebSocket begins with a request of HTTP/1.1: this is "+r.Proto)
	case len(r.Header.Values("Sec-WebSocket-Key")) > 1:
		return ask.Refuse(http.StatusBadRequest, "A handshake has one Sec-WebSocket-Key: this has several")
	}
	return nil
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

// listen passes on what the client says, until it leaves or makes a mistake.
func (s *subscriber) listen(t *socket, conn *websocket.Conn, muted *mutedConn) {
	// frame is where the frame under way began.
	frame := 0
	conn.SetReadLimit(maxMessage)
	conn.SetPongHandler(func(string) error {
		frame = muted.position()
		s.hear()
		return nil
	})
	conn.SetPingHandler(func(data string) error {
		frame = muted.position()
		s.hear()
		s.tell(func() ([]byte, bool) { return appendFrame(nil, opPong, []byte(data)), false })
		return nil
	})
	conn.SetCloseHandler(func(code int, _ string) error {
		reply := closeReply(code, muted.position()-frame)
		s.tell(func() ([]byte, bool) { return reply, true })
		return nil
	})
	for {
		frame = muted.position()
		if muted.incoming.Buffered()+len(muted.early) == 0 {
			t.await()
		}
		kind, message, err := conn.NextReader()
		if err == nil {
			err = s.read(kind, message)
		}
		if err != nil {
			s.tellMistake(muted.said, err)
			return
		}
	}
}

// closeReply answers a close frame of that length with its code. A frame whose body is a single byte, half a code, is
// one that gorilla takes for empty.
func closeReply(code, length int) []byte {
	const header, half = 2 + 4, 1
	switch {
	case code != websocket.CloseNoStatusReceived:
		return appendClose(nil, code, "")
	case length == header+half:
		return appendClose(nil, websocket.CloseProtocolError, "a close code has two bytes")
	default:
		return appendFrame(nil, opClose, nil)
	}
}

// tellMistake ends the connection with what gorilla said of a mistake, if the client made one. It says nothing, or
// little, of a message that is too long.
func (s *subscriber) tellMistake(said []byte, err error) {
	if errors.Is(err, websocket.ErrReadLimit) {
		said = appendClose(nil, websocket.CloseMessageTooBig, fmt.Sprintf("a message has at most %d bytes", maxMessage))
	}
	if len(said) > 0 {
		s.tell(func() ([]byte, bool) { return said, true })
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
