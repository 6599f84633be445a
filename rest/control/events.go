package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/pattern"
	"trainmock/stream/refuse"
)

const (
	// maxPayload limits the payload of an event of the user's own, in bytes.
	maxPayload = 64 << 10
	// kindText is the form of an event's type.
	kindText = `^[A-Za-z0-9_.-]{1,64}$`
	// eventExample is a body that is accepted.
	eventExample = `{"type": "alert", "topic": "logs", "payload": {"message": "a test"}}`
)

// kindPattern matches the types that an event of the user's own may have.
var kindPattern = pattern.Lazy(kindText)

// event is the body of POST /mock/events.
type event struct {
	Type       string          `json:"type"`
	Topic      model.Topic     `json:"topic"`
	Payload    json.RawMessage `json:"payload"`
	Subscriber string          `json:"subscriber"`
}

// eventNames knows the keys of an event.
var eventNames = ask.NewKnownNames(map[string]string{
	"type": eventExample, "topic": eventExample, "payload": eventExample, "subscriber": `"subscriber": "s1"`,
}, "type", "topic", "payload", "subscriber")

// eventSchema describes the body of POST /mock/events.
func eventSchema() *huma.Schema {
	topics := make([]any, len(model.Topics))
	for i, t := range model.Topics {
		topics[i] = t
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"type", "payload"},
		Properties: map[string]*huma.Schema{
			"type": {
				Type: huma.TypeString, Pattern: kindText, Description: "Any; also one of the stream's own.",
			},
			"topic": {
				Type: huma.TypeString, Enum: topics,
				Description: "Subscribers whose filter admits it get the event. May be left out beside subscriber.",
			},
			"payload":    {Description: "Any JSON of at most 64 KiB."},
			"subscriber": {Type: huma.TypeString, Description: "Sends it to this one alone, whatever its filter."},
		},
	}
}

// sendEvent sends an event of the user's own.
func sendEvent(ctx context.Context, b *answer.Body) (model.Delivery, error) {
	var keys map[string]json.RawMessage
	if err := b.Parse(&keys, eventExample); err != nil {
		return model.Delivery{}, err
	}
	if name, fault := ask.FirstFault(eventNames, keys); fault != "" {
		return model.Delivery{}, badEvent(name, "name", fault)
	}
	var e event
	if err := b.Parse(&e, eventExample); err != nil {
		return model.Delivery{}, err
	}
	if err := e.check(); err != nil {
		return model.Delivery{}, err
	}
	return sourceOf(ctx).Send(e.Type, e.Topic, e.Payload, e.Subscriber)
}

// check refuses an event that cannot be sent, and makes its payload valid UTF-8.
func (e *event) check() error {
	switch {
	case !kindPattern().MatchString(e.Type):
		return badEvent("type", "str.regex", fmt.Sprintf("%s is not a type: use 1 to 64 letters, digits, _, - and ., "+
			"such as %s", model.Quote(e.Type), eventExample))
	case e.Topic == "" && e.Subscriber == "":
		return badEvent("topic", "missing", "there is neither a topic nor a subscriber: send, for example, "+
			eventExample)
	case e.Topic != "" && !slices.Contains(model.Topics, e.Topic):
		return badEvent("topic", "enum", fmt.Sprintf("there is no topic %s: use one of %q, such as %s",
			model.Quote(string(e.Topic)), model.Topics, eventExample))
	case len(e.Payload) == 0:
		return badEvent("payload", "missing", "there is no payload: send any JSON, null too, such as "+eventExample)
	}
	if !utf8.Valid(e.Payload) {
		// encoding/json does the same to the texts that it decodes.
		e.Payload = bytes.ToValidUTF8(e.Payload, []byte("\uFFFD"))
	}
	if len(e.Payload) > maxPayload {
		tooLarge := badEvent("payload", "size", fmt.Sprintf("the payload has more than %d bytes: send less", maxPayload))
		tooLarge.Status = http.StatusRequestEntityTooLarge
		return tooLarge
	}
	return nil
}

// badEvent refuses a part of an event.
func badEvent(name, kind, message string) *refuse.Refusal {
	return refuse.InvalidAll([]refuse.Fault{answer.Fault(message, kind, name)})
}
