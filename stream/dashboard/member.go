package dashboard

import (
	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/wire"
)

// maxPosted is how many messages of others may wait for a client.
const maxPosted = 16

// filter returns the filter of a dashboard about a task or a node. It has no topics, so that it gets the events that
// are sent to it alone.
func filter(taskIDs, nodeIDs []string) model.StreamFilter {
	return model.StreamFilter{
		Topics: []model.Topic{}, TaskIDs: append([]string{}, taskIDs...), NodeIDs: append([]string{}, nodeIDs...),
		Interval: period.String(),
	}
}

// Filter returns the filter, which never changes.
func (c *connection) Filter() model.StreamFilter { return c.filter }

// Sent returns the numbers of messages and bytes sent.
func (c *connection) Sent() (events, bytes int64) { return c.events.Load(), c.bytes.Load() }

// Lag returns 0: a message always shows the newest tick.
func (c *connection) Lag() int64 { return 0 }

// Post queues a message, and reports whether there was room.
func (c *connection) Post(m register.Message) bool {
	select {
	case <-c.finished:
		return false
	default:
	}
	select {
	case c.posted <- reply{frames: m.Bytes(wire.WebSocket)}:
		return true
	default:
		return false
	}
}

// Kick queues a close frame. A client that leaves no room for it does not read, and is cut off.
func (c *connection) Kick(code int, reason string) {
	select {
	case c.posted <- reply{frames: wire.AppendClose(nil, code, reason), last: true}:
	default:
		c.Abort()
	}
}
