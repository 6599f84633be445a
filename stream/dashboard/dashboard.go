// Package dashboard owns the WebSockets that the service's dashboards open: every two seconds a message about one node or
// one training, from the hub's newest tick.
package dashboard

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
	"trainmock/stream/world"
)

const (
	// period is the time between two messages.
	period = 2 * time.Second
	// probing is how often the client has to show that it is there; readWait is how long it may fail to.
	probing  = 15 * time.Second
	readWait = 4 * probing
	// writeWait is how long one write may take, maxMessage the longest message from the client, in bytes.
	writeWait  = 10 * time.Second
	maxMessage = 4 << 10
)

// Source is the hub, as far as dashboards need it.
type Source interface {
	// Newest is the world at the newest tick.
	Newest() (*world.World, world.View)
	// Join counts a connection in, until leave is called; false where there are too many. closing is closed when it is to end.
	Join() (closing <-chan struct{}, leave func(), ok bool)
}

// Dashboards answers the dashboards' requests.
type Dashboards struct {
	// Source is what the messages come from.
	Source Source
	// Strict refuses ids that the scenario does not hold.
	Strict bool
	// AllowOrigin says whether the page that a request comes from may open a WebSocket. Defaults to those of the same host.
	AllowOrigin func(r *http.Request) bool
}

// message makes what is to be sent of a world, as it is at the newest tick.
type message func(w *world.World, v world.View) any

// serve sends a message at once and then every two seconds, until the client leaves or the hub closes.
func (d *Dashboards) serve(w http.ResponseWriter, r *http.Request, m message) {
	closing, leave, ok := d.Source.Join()
	if !ok {
		w.Header().Set("Retry-After", "3")
		ask.Refuse(http.StatusServiceUnavailable, "Too many subscribers, or the server is ending: try again later, or raise --max-subscribers").Write(w)
		return
	}
	defer leave()
	upgrader := websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 1 << 10, CheckOrigin: d.AllowOrigin, Error: refuseUpgrade,
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &connection{Conn: conn, pings: make(chan struct{}, 1), gone: make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.listen()
	}()
	if c.talk(closing, func() any { return m(d.Source.Newest()) }) {
		c.sayGoodBye()
	}
	conn.Close()
	<-done
}

// refuseUpgrade answers a request that cannot become a WebSocket.
func refuseUpgrade(w http.ResponseWriter, r *http.Request, status int, reason error) {
	if websocket.IsWebSocketUpgrade(r) {
		ask.Refuse(status, reason.Error()).Write(w)
		return
	}
	// HTTP/2 knows no upgrade, and its clients take an answer that speaks of one for broken.
	if r.ProtoMajor == 1 {
		w.Header().Set("Connection", "Upgrade")
		w.Header().Set("Upgrade", "websocket")
	}
	ask.Refuse(http.StatusUpgradeRequired, "This is a WebSocket: open "+r.URL.Path+" with new WebSocket(…)").Write(w)
}

// connection is one dashboard.
type connection struct {
	*websocket.Conn
	// pings holds a token when the client has asked whether somebody is there; gone is closed when the client is not.
	pings chan struct{}
	gone  chan struct{}
}

// talk writes until the client is gone, or until the hub closes: then it returns true.
func (c *connection) talk(closing <-chan struct{}, next func() any) bool {
	beat, probe := time.NewTicker(period), time.NewTicker(probing)
	defer beat.Stop()
	defer probe.Stop()
	err := c.write(next())
	for err == nil {
		select {
		case <-beat.C:
			err = c.write(next())
		case <-c.pings:
			err = c.write(map[string]string{"type": "pong"})
		case <-probe.C:
			err = c.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
		case <-c.gone:
			return false
		case <-closing:
			return true
		}
	}
	return false
}

func (c *connection) write(v any) error {
	if err := c.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return c.WriteJSON(v)
}

// sayGoodBye ends a connection in good order, as far as the client takes part within a short time.
func (c *connection) sayGoodBye() {
	const patience = 300 * time.Millisecond
	bye := websocket.FormatCloseMessage(websocket.CloseGoingAway, "the server is shutting down")
	if c.WriteControl(websocket.CloseMessage, bye, time.Now().Add(patience)) != nil {
		return
	}
	select {
	case <-c.gone:
	case <-time.After(patience):
	}
}

// listen reads what the client says, of which only a ping wants an answer.
func (c *connection) listen() {
	defer close(c.gone)
	alive := func(string) error { return c.SetReadDeadline(time.Now().Add(readWait)) }
	c.SetReadLimit(maxMessage)
	c.SetPongHandler(alive)
	for alive("") == nil {
		_, text, err := c.ReadMessage()
		if err != nil {
			return
		}
		var said struct{ Type string }
		if json.Unmarshal(text, &said) == nil && said.Type == "ping" {
			select {
			case c.pings <- struct{}{}:
			default: // one answer serves several
			}
		}
	}
}
