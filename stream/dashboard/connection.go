package dashboard

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/model"
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

const (
	// period is the time between two messages.
	period = 2 * time.Second
	// probing is how often the client has to show that it is there; silence is how long it may fail to.
	probing = 15 * time.Second
	silence = 4 * probing
	// writeTimeout is the write deadline, closeTimeout the one at the end, and how long the client may then take to
	// leave.
	writeTimeout = 10 * time.Second
	closeTimeout = 300 * time.Millisecond
)

// connection is one dashboard. One goroutine writes, and another listens.
type connection struct {
	*socket.WebSocket
	// pings holds a token when the client has asked whether somebody is there.
	pings chan struct{}
	// answers are the frames that the protocol demands. Their only sender is the goroutine that listens.
	answers chan answer
	// finished is closed when nothing will be written any more, gone when the client is not heard any more.
	finished, gone chan struct{}
}

// answer is frames to write; behind the last the connection ends.
type answer struct {
	frames []byte
	last   bool
}

func newConnection(conn *socket.WebSocket) *connection {
	return &connection{
		WebSocket: conn, pings: make(chan struct{}, 1), answers: make(chan answer),
		finished: make(chan struct{}), gone: make(chan struct{}),
	}
}

// run serves the client until it leaves, or until closing is closed; next makes the messages.
func (c *connection) run(closing <-chan struct{}, next func() any) {
	go func() {
		defer close(c.gone)
		c.Heard()
		c.Listen(c)
	}()
	var cutter sync.WaitGroup
	cutter.Go(func() { c.cutOff(closing) })
	ended := c.write(closing, next)
	close(c.finished)
	cutter.Wait()
	if ended {
		c.HangUp()
		cut := time.AfterFunc(closeTimeout, c.Abort)
		defer cut.Stop()
		<-c.gone
		socket.Drain(c)
	}
	c.Abort()
	<-c.gone
}

// cutOff breaks the connection off that is still writing a while after closing was closed: its client does not read.
func (c *connection) cutOff(closing <-chan struct{}) {
	select {
	case <-closing:
	case <-c.finished:
		return
	}
	select {
	case <-time.After(2 * closeTimeout):
		c.Abort()
	case <-c.finished:
	}
}

// write writes all that there is to write, and reports whether it ended the connection in good order.
func (c *connection) write(closing <-chan struct{}, next func() any) (ended bool) {
	beat, probe := time.NewTicker(period), time.NewTicker(probing)
	defer beat.Stop()
	defer probe.Stop()
	err := c.send(next())
	for err == nil {
		select {
		case <-beat.C:
			err = c.send(next())
		case <-c.pings:
			err = c.send(map[string]string{"type": model.EventPong.Type})
		case <-probe.C:
			err = c.Send(wire.WebSocket.Probe(), time.Now().Add(writeTimeout))
		case a := <-c.answers:
			err = c.Send(a.frames, time.Now().Add(writeTimeout))
			if a.last {
				return err == nil
			}
		case <-c.gone:
			return false
		case <-closing:
			bye := wire.AppendClose(nil, websocket.CloseGoingAway, "the server is shutting down")
			return c.Send(bye, time.Now().Add(closeTimeout)) == nil
		}
	}
	return false
}

// send writes one message.
func (c *connection) send(v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	// Every message ends with a line feed, as from a json.Encoder.
	frame := wire.AppendFrame(nil, wire.OpText, append(body, '\n'))
	return c.Send(frame, time.Now().Add(writeTimeout))
}

// Heard gives the client time until its next sign of life.
func (c *connection) Heard() {
	// A connection without a deadline is one that is gone, which reading finds out, too.
	_ = c.SetReadDeadline(time.Now().Add(silence))
}

// Message has a ping answered, and ignores anything else.
func (c *connection) Message(_ bool, text []byte) {
	var m struct{ Type string }
	if json.Unmarshal(text, &m) == nil && m.Type == "ping" {
		select {
		case c.pings <- struct{}{}:
		default: // One answer serves several.
		}
	}
}

// Answer has frames written, unless nothing is written any more.
func (c *connection) Answer(frames []byte, last bool) {
	select {
	case c.answers <- answer{frames, last}:
	case <-c.finished:
	}
}
