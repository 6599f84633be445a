package dashboard

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/socket"
	"trainmock/stream/wire"
)

const (
	// period is the time between two messages.
	period = 2 * time.Second
	// probePeriod is the time between two pings. A client without a sign of life for maxUnheard of them is cut off.
	// They are counted, not timed, because none is sent while the process is suspended.
	probePeriod = 15 * time.Second
	maxUnheard  = 4
	// closeTimeout is the write deadline of the last frame. The client may then take as long again to leave.
	closeTimeout = 300 * time.Millisecond
)

// connection is one dashboard. One goroutine writes to the client, and another reads from it.
type connection struct {
	*socket.WebSocket
	// pings holds a token if the client has sent a ping that has no pong yet.
	pings chan struct{}
	// replies are the frames that the protocol demands. Only the goroutine that reads from the client sends to it.
	replies chan reply
	// unheard counts the pings since the client's last sign of life. The goroutine that reads sets it to 0.
	unheard atomic.Int32
	// finished is closed after the last write, gone after the last read.
	finished, gone chan struct{}

	filter model.StreamFilter
	// source is the hub, and seat the entry on its list.
	source Source
	seat   *register.Seat
	// rules are the faults that were looked at last, line what they leave of the messages, nil while none concerns the
	// connection, and own those of this connection alone. due holds a token if something may be due.
	rules *fault.Rules
	line  *fault.Line
	own   []*fault.Rule
	due   chan struct{}
	// posted are messages, and the end, that others than the client asked for.
	posted chan reply
	// events and bytes count what was sent. Any goroutine may read them.
	events, bytes atomic.Int64
}

// reply is frames to write. If last is set, the connection then ends.
type reply struct {
	frames []byte
	last   bool
}

func newConnection(s Source, seat *register.Seat, conn *socket.WebSocket, f model.StreamFilter) *connection {
	return &connection{
		source: s, seat: seat, due: make(chan struct{}, 1),
		WebSocket: conn, pings: make(chan struct{}, 1), replies: make(chan reply),
		finished: make(chan struct{}), gone: make(chan struct{}),
		filter: f, posted: make(chan reply, maxPosted),
	}
}

// run serves the client until it leaves or closing is closed. next returns the messages.
func (c *connection) run(closing <-chan struct{}, next func() any) {
	go func() {
		defer close(c.gone)
		c.Listen(c)
	}()
	var cutter sync.WaitGroup
	cutter.Go(func() { c.cutOff(closing) })
	ended := c.write(closing, next)
	if c.line != nil {
		c.line.Stop()
	}
	close(c.finished)
	cutter.Wait()
	if ended {
		c.HangUp()
		cut := time.AfterFunc(closeTimeout, c.Abort)
		defer cut.Stop()
		<-c.gone
		c.Drain()
	}
	c.Abort()
	<-c.gone
}

// cutOff breaks the connection off if it is still writing twice closeTimeout after closing: its client does not read.
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

// write writes all messages and replies until the end, and reports whether it ended the connection in good order.
func (c *connection) write(closing <-chan struct{}, next func() any) (ended bool) {
	beat, probe := time.NewTicker(period), time.NewTicker(probePeriod)
	defer beat.Stop()
	defer probe.Stop()
	last, err := c.send(closing, next())
	for err == nil && !last {
		select {
		case <-beat.C:
			last, err = c.send(closing, next())
		case <-c.due:
			last, err = c.flush(closing)
		case <-c.pings:
			err = c.reply(wire.AppendFrame(nil, wire.OpText, pong))
		case <-probe.C:
			if c.isMute() {
				continue
			}
			if c.unheard.Add(1) >= maxUnheard {
				return false
			}
			err = c.writeFrames(wire.WebSocket.Probe(), deliver.WriteTimeout)
		case r := <-c.replies:
			if last = r.last; last {
				err = c.writeFrames(r.frames, deliver.WriteTimeout)
			} else {
				err = c.reply(r.frames)
			}
		case p := <-c.posted:
			if last = p.last; last {
				err = c.writeFrames(p.frames, deliver.WriteTimeout)
				continue
			}
			c.events.Add(1)
			last, err = c.pass(closing, p.frames)
		case <-c.gone:
			return false
		case <-closing:
			bye := wire.AppendClose(nil, websocket.CloseServiceRestart, model.Ending)
			return c.writeFrames(bye, closeTimeout) == nil
		}
	}
	return err == nil
}

// pong is the reply to a ping in JSON.
var pong = []byte(`{"type":"` + model.EventPong.Type + `"}` + "\n")

// reply writes the reply to a message, unless a fault keeps everything from the client.
func (c *connection) reply(frames []byte) error {
	if c.isMute() {
		return nil
	}
	return c.writeFrames(frames, deliver.WriteTimeout)
}

// writeFrames writes frames, and counts their bytes.
func (c *connection) writeFrames(frames []byte, timeout time.Duration) error {
	err := c.Send(frames, time.Now().Add(timeout))
	if err == nil {
		c.bytes.Add(int64(len(frames)))
	}
	return err
}

// send writes one message as faults leave it, and counts it.
func (c *connection) send(closing <-chan struct{}, v any) (last bool, err error) {
	body, err := json.Marshal(v)
	if err != nil {
		return false, err
	}
	c.events.Add(1)
	// Every message ends with a line feed, as from a json.Encoder.
	return c.pass(closing, wire.AppendFrame(nil, wire.OpText, append(body, '\n')))
}

// Heard notes a sign of life.
func (c *connection) Heard() { c.unheard.Store(0) }

// Message requests a pong for a ping, in the same form, and ignores every other message.
func (c *connection) Message(_ bool, text []byte) {
	if pong := ask.PlainPong(text); pong != nil {
		c.Reply(wire.AppendFrame(nil, wire.OpText, pong), false)
		return
	}
	var m struct{ Type string }
	if json.Unmarshal(text, &m) == nil && m.Type == "ping" {
		select {
		case c.pings <- struct{}{}:
		default: // One pong serves several pings.
		}
	}
}

// Reply passes frames to the goroutine that writes. After the last write it does nothing.
func (c *connection) Reply(frames []byte, last bool) {
	select {
	case c.replies <- reply{frames, last}:
	case <-c.finished:
	}
}
