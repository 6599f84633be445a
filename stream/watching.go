package stream

import (
	"encoding/json"

	"trainmock/stream/model"
	"trainmock/stream/register"
	"trainmock/stream/requests"
)

// Register returns the list of all connections, on which others than the hub put those that they serve themselves.
func (h *Hub) Register() *register.Register { return &h.register }

// Requests returns the log of the requests about this world.
func (h *Hub) Requests() *requests.Log { return &h.log }

// Subscriptions returns the connections in the order in which they came.
func (h *Hub) Subscriptions() []model.Subscription { return h.register.List() }

// Kick closes a connection: with a close frame that has a code and a reason of at most 123 bytes, or, over SSE, with
// the end of the response. If reset is set, the connection breaks without either. Kick returns the connection as it
// was, when it has left. If there is none with that id, it returns a 404 of type *refuse.Refusal.
func (h *Hub) Kick(id string, code int, reason string, reset bool) (model.Subscription, error) {
	if reset {
		return h.register.Reset(id)
	}
	return h.register.Kick(id, code, reason)
}

// Send sends an event of the user's own, without an id: to every subscriber whose filter admits the topic, or to the
// one with an id alone if that is not empty. The payload is JSON in UTF-8. Send waits for no client. If there is no
// subscriber with that id, it returns a 404 of type *refuse.Refusal.
func (h *Hub) Send(kind string, topic model.Topic, payload json.RawMessage, id string) (model.Delivery, error) {
	_, now := h.Now()
	h.options.Lanes.Yield()
	return h.register.Send(register.NewMessage(kind, topic, now, payload), id)
}
