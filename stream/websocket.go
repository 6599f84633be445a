package stream

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
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
	// linger is how long a connection is read after the last frame, so that the client gets to see that frame.
	linger = 300 * time.Millisecond
)

// errEnded ends a subscriber after a close frame.
var errEnded = errors.New("the connection is closed")

// webSocket carries messages as text frames. gorilla does the handshake and reads; what is sent is laid out here.
type webSocket struct {
	mu      sync.Mutex
	conn    net.Conn
	aborted bool
}

var writeBuffers sync.Pool

// ServeWebSocket answers GET /stream/ws. It returns after the handshake: the subscriber goes on in a goroutine of the
// hub's, so that what the server holds for a request, some 16 KB, is free again.
func (h *Hub) ServeWebSocket(w http.ResponseWriter, r *http.Request) {
	to := &webSocket{}
	s := h.admit(w, r, to, webSocketFraming)
	if s == nil {
		return
	}
	upgrader := websocket.Upgrader{
		HandshakeTimeout: handshakeWait, ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &writeBuffers,
		CheckOrigin: h.AllowOrigin,
		Error:       refuseUpgrade,
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		h.leave(s)
		return
	}
	to.open(conn.NetConn())
	s.requests = make(chan func() error)
	go func() {
		defer h.leave(s)
		if err := s.converse(conn); err != nil && !errors.Is(err, errEnded) {
			h.Log.Info("subscriber lost", "transport", "websocket", "remote", conn.RemoteAddr().String(), "error", err)
		}
	}()
}

// refuseUpgrade answers a request that cannot become a WebSocket.
func refuseUpgrade(w http.ResponseWriter, r *http.Request, status int, reason error) {
	if !websocket.IsWebSocketUpgrade(r) {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
		ask.Refuse(http.StatusUpgradeRequired, "This is a WebSocket: connect with new WebSocket(\"ws://"+r.Host+r.URL.Path+"\"); for plain HTTP use /stream/sse").Write(w)
		return
	}
	w.Header().Set("Sec-WebSocket-Version", "13")
	ask.Refuse(status, reason.Error()).Write(w)
}

// converse runs the subscriber while a second goroutine reads. It returns when both are done.
func (s *subscriber) converse(conn *websocket.Conn) error {
	ctx, cancel := context.WithCancel(context.Background())
	parted := make(chan bool, 1)
	go func() {
		defer cancel()
		parted <- s.read(ctx, conn)
	}()
	err := s.run(ctx)
	cancel()
	s.hangUp(conn, parted)
	return err
}

// hangUp ends a connection so that what was sent last arrives: closing it with something unread would discard that, so
// it is read until the client has parted, too.
func (s *subscriber) hangUp(conn *websocket.Conn, parted <-chan bool) {
	defer conn.Close()
	if half, ok := conn.NetConn().(interface{ CloseWrite() error }); ok {
		// An error here means that the connection is gone, which the read finds out, too.
		_ = half.CloseWrite()
	}
	end := time.AfterFunc(linger, func() { conn.Close() })
	defer end.Stop()
	if !<-parted {
		io.Copy(io.Discard, conn.NetConn())
	}
}

// read hands what the client says to the writer, until it leaves. It says whether the client parted with a close frame.
func (s *subscriber) read(ctx context.Context, conn *websocket.Conn) (parted bool) {
	tell := func(request func() error) {
		select {
		case s.requests <- request:
		case <-ctx.Done():
		}
	}
	alive := func(string) error { return conn.SetReadDeadline(time.Now().Add(readWait)) }
	conn.SetReadLimit(maxMessage)
	conn.SetPongHandler(alive)
	conn.SetPingHandler(func(data string) error {
		tell(func() error { return s.send(appendFrame(nil, opPong, []byte(data))) })
		return alive("")
	})
	conn.SetCloseHandler(func(code int, _ string) error {
		tell(func() error { return errors.Join(s.send(closeReply(code)), errEnded) })
		return nil
	})
	for alive("") == nil {
		kind, message, err := conn.ReadMessage()
		if err != nil {
			var closed *websocket.CloseError
			return errors.As(err, &closed)
		}
		if kind == websocket.TextMessage && !utf8.Valid(message) {
			tell(func() error {
				return errors.Join(s.send(appendClose(nil, websocket.CloseInvalidFramePayloadData, "text has to be UTF-8")), errEnded)
			})
			return false
		}
		tell(func() error { return s.handle(kind, message) })
	}
	return false
}

// closeReply echoes a close frame.
func closeReply(code int) []byte {
	if code == websocket.CloseNoStatusReceived {
		return appendFrame(nil, opClose, nil)
	}
	return appendClose(nil, code, "")
}

// open sets the connection.
func (t *webSocket) open(conn net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.conn = conn
	if t.aborted {
		conn.Close()
	}
}

func (t *webSocket) write(p []byte, deadline time.Time) error {
	if err := t.conn.SetWriteDeadline(deadline); err != nil {
		return err
	}
	_, err := t.conn.Write(p)
	return err
}

func (t *webSocket) probe() []byte    { return appendFrame(nil, opPing, nil) }
func (t *webSocket) farewell() []byte { return appendClose(nil, websocket.CloseGoingAway, "bye") }

func (t *webSocket) abort() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.aborted = true
	if t.conn != nil {
		t.conn.Close()
	}
}
