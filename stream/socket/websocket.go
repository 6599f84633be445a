package socket

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/site"
)

const (
	// handshakeTimeout is the write deadline of the response to the handshake.
	handshakeTimeout = 5 * time.Second
	// version is the version of the protocol (RFC 6455, section 4.1).
	version = "13"
	// ownHeaders is what the names of trainmock's own headers begin with.
	ownHeaders = "X-Mock-"
)

// WebSocket is a Socket whose client sends frames. gorilla does the handshake, and gobwas/ws reads the frames: unlike
// gorilla's connection, which takes 1 KB and a larger stack, it holds nothing while a client is silent
// (BenchmarkMemory).
type WebSocket struct {
	*Socket
	// response is that to the handshake until Response is called, and early the bytes that arrived with the handshake
	// until Listen is called.
	response, early []byte
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
	upgrader := websocket.Upgrader{CheckOrigin: o.AllowOrigin, Error: o.refuse}
	c := &captureWriter{ResponseWriter: w}
	if _, err := upgrader.Upgrade(c, r, responseHeader(w.Header(), r)); err != nil {
		return nil, err
	}
	return &WebSocket{Socket: New(c.conn.Conn), response: c.conn.captured, early: c.early}, nil
}

// Accept writes the response to the handshake, for those that have nothing to write with it.
func (t *WebSocket) Accept() error { return t.Send(t.Response(), time.Now().Add(handshakeTimeout)) }

// Response returns the response to the handshake, once. It has to be written before anything else.
func (t *WebSocket) Response() (response []byte) {
	response, t.response = t.response, nil
	return response
}

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
