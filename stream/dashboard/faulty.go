package dashboard

import (
	"errors"
	"math"
	"slices"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/fault"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// errBroken ends a connection that a fault has broken off.
var errBroken = errors.New("a fault has broken the connection off")

// heed looks at the faults of the hub, if they have changed since.
func (c *connection) heed() {
	rules := c.source.FaultRules()
	if rules == c.rules && (c.line != nil || c.own == nil) {
		return
	}
	c.rules = rules
	if c.line == nil {
		c.line = fault.NewLine(c.describe())
	}
	if !c.line.Follow(rules, rules, math.MinInt64) && !c.line.Holding() {
		c.line.Stop()
		c.line = nil
	}
}

// describe describes the connection to the faults.
func (c *connection) describe() fault.Connection {
	return fault.Connection{
		ID: c.seat.ID(), Transport: model.TransportDashboard, Framing: wire.WebSocket, Own: c.own,
		InTurn: func(call func()) { call() }, // A message every two seconds is no work.
		Wake: func() {
			select {
			case c.due <- struct{}{}:
			default: // It is about to look anyway.
			}
		},
	}
}

// pass writes a message as faults leave it. last is set if the connection then ends.
func (c *connection) pass(closing <-chan struct{}, frame []byte) (last bool, err error) {
	if c.heed(); c.line == nil {
		return false, c.writeFrames(frame, deliver.WriteTimeout)
	}
	c.line.Add(deliver.Of(frame), time.Now())
	if last, err = c.flush(closing); c.line != nil {
		c.line.Shed(maxHeld)
	}
	return last, err
}

// maxHeld limits the bytes of messages that faults hold up, as a latency of ten minutes does. Beyond it the oldest go.
const maxHeld = 512 << 10

// flush writes what is due of the messages that faults hold up. last is set if the connection then ends.
func (c *connection) flush(closing <-chan struct{}) (last bool, err error) {
	for {
		if c.heed(); c.line == nil {
			return false, nil
		}
		c.arrive()
		piece, reset, ok := c.line.Next(time.Now(), func() (p deliver.Piece, ok bool) { return p, false })
		switch {
		case reset:
			c.Reset()
			return false, errBroken
		case !ok:
			return false, nil
		}
		if err := c.writePaced(piece, closing); err != nil || piece.Last {
			return piece.Last, err
		}
	}
}

// arrive tells the line what the world's time is.
func (c *connection) arrive() {
	_, view := c.source.Newest()
	c.line.Arrive(math.MinInt64, view.Time(), time.Now())
}

// pace returns the pace of the rest of a message, which changes with the faults.
func (c *connection) pace() int {
	if c.heed(); c.line == nil {
		return 0
	}
	c.arrive()
	return c.line.Pace()
}

// writePaced writes a piece at its pace, unless closing is closed.
func (c *connection) writePaced(p deliver.Piece, closing <-chan struct{}) error {
	left := slices.Concat(p.Parts...)
	for len(left) > 0 {
		chunk := left[:min(len(left), deliver.Chunk(p.Pace))]
		if err := c.writeFrames(chunk, deliver.WriteTimeout); err != nil {
			return err
		}
		left = left[len(chunk):]
		switch {
		case p.Pace == 0:
		case deliver.Throttle(p.Pace, len(chunk), closing):
			p.Pace = c.pace()
		default:
			p.Pace = 0
		}
	}
	return nil
}

// isMute reports whether a fault keeps everything from the client.
func (c *connection) isMute() bool { return c.line != nil && c.line.Silent() }

// Faults returns the names of the faults in force for the connection.
func (c *connection) Faults() []string {
	_, view := c.source.Newest()
	d := c.describe()
	return fault.Names(c.source.FaultRules().Concern(&d), view.Time())
}
