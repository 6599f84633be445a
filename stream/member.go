package stream

import (
	"net/http"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/requests"
	"trainmock/stream/wire"
)

// enlist puts a subscriber that a request opens on the hub's list. That is before the client can know of it, so that no
// event that it causes is missed: what is posted until open waits.
func (s *subscriber) enlist(r *http.Request) {
	transport := model.TransportSSE
	if s.framing == wire.WebSocket {
		transport = model.TransportWebSocket
	}
	s.seat = register.NewSeat(r, transport)
	s.hub.register.Add(s.seat, s)
}

// connect notes the transport of a subscriber, and adds its connection to the log of requests.
func (s *subscriber) connect(w http.ResponseWriter, status int, to deliver.Transport) {
	s.request = requests.Begin(w, status)
	s.hub.register.Change(func() { s.to = to })
}

// delist takes a subscriber off the list, if it is there, and notes the end of its connection in the log of requests.
func (s *subscriber) delist() {
	if s.seat != nil {
		s.hub.register.Remove(s.seat)
	}
	s.unheed()
	s.request.End(s.pump.Sent())
}

// Filter returns the present filter.
func (s *subscriber) Filter() model.StreamFilter {
	f := s.cursor.Filter()
	interval := s.hub.feed().Clock().Tick * time.Duration(f.Every())
	return model.StreamFilter{
		Topics: f.Topics(), TaskIDs: append([]string{}, f.TaskIDs...), NodeIDs: append([]string{}, f.NodeIDs...),
		Interval: interval.String(),
	}
}

// Sent returns the numbers of events and bytes sent.
func (s *subscriber) Sent() (events, bytes int64) { return s.events.Load(), s.pump.Sent() }

// Lag returns the number of published ticks that are yet to be sent.
func (s *subscriber) Lag() int64 { return max(0, s.hub.feed().Newest()+1-s.next.Load()) }

// Post queues an event, and reports whether there was room.
func (s *subscriber) Post(m register.Message) bool {
	if s.pump.Ended() {
		return false
	}
	ok := s.mail.post(m.Bytes(s.framing))
	s.pump.Wake()
	return ok
}

// Kick queues a close frame, or the end of the response.
func (s *subscriber) Kick(code int, reason string) {
	var last []byte
	if s.framing == wire.WebSocket {
		last = wire.AppendClose(nil, code, reason)
	}
	s.mail.end(last)
	s.pump.Wake()
}

// Reset breaks the connection off so that the client sees an error. One that is not open yet ends in good order.
func (s *subscriber) Reset() {
	t, ok := s.to.(interface{ Reset() })
	switch {
	case s.to == nil:
		s.mail.end(nil)
	case ok:
		t.Reset()
	default:
		// Over HTTP/2 that ends the stream with an error, too.
		s.to.Abort()
	}
}

// Abort breaks the connection off, unless it is not open yet.
func (s *subscriber) Abort() {
	if s.to != nil {
		s.to.Abort()
	}
}
