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

// enlist puts a subscriber that a request opens on the hub's list, and into the log of requests.
func (s *subscriber) enlist(w http.ResponseWriter, r *http.Request, status int, to deliver.Transport) {
	s.to, s.request = to, requests.Begin(w, status)
	transport := model.TransportSSE
	if s.framing == wire.WebSocket {
		transport = model.TransportWebSocket
	}
	s.seat = register.NewSeat(r, transport)
	s.hub.register.Add(s.seat, s)
}

// delist takes a subscriber off the list, if it is there, and notes the end of its connection in the log of requests.
func (s *subscriber) delist() {
	if s.seat != nil {
		s.hub.register.Remove(s.seat)
	}
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
	select {
	case <-s.pump.Done():
		return false
	default:
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

// Reset breaks the connection off so that the client sees an error.
func (s *subscriber) Reset() { reset(s.to) }

// Abort breaks the connection off.
func (s *subscriber) Abort() { s.to.Abort() }

// reset breaks a connection off. Over HTTP/2, Abort alone ends the stream with an error.
func reset(to deliver.Transport) {
	if t, ok := to.(interface{ Reset() }); ok {
		t.Reset()
		return
	}
	to.Abort()
}
