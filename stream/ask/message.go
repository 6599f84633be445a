package ask

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"time"

	"trainmock/stream/model"
)

// Message is a message from a client over a WebSocket.
type Message struct {
	// Type is ping or subscribe.
	Type string `json:"type"`
	// The other fields are the filter of a subscribe, as in the query of a stream.
	Topics   stringList `json:"topics"`
	TaskID   stringList `json:"task_id"`
	NodeID   stringList `json:"node_id"`
	Interval string     `json:"interval"`
}

// stringList is a list of strings. In JSON a single string may stand for a list of one.
type stringList []string

// UnmarshalJSON reads a string or an array of strings. A null among them, which JavaScript makes of undefined, is an
// error: as an empty text it would admit everything.
func (l *stringList) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*l = stringList{one}
		return nil
	}
	var several []*string
	if err := json.Unmarshal(text, &several); err != nil {
		return err
	}
	*l = nil
	for _, s := range several {
		if s == nil {
			return &json.UnmarshalTypeError{Value: "null", Type: reflect.TypeFor[string]()}
		}
		*l = append(*l, *s)
	}
	return nil
}

// exampleMessage is a message that is accepted.
const exampleMessage = `{"type":"subscribe","topics":["nodes"]}`

// ParseMessage reads a message. A problem names the accepted values.
func ParseMessage(text []byte) (Message, *model.Problem) {
	var m Message
	err := json.Unmarshal(text, &m)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong) && wrong.Field != "":
		return m, &model.Problem{Code: "bad_field", Message: fmt.Sprintf("%s is of type %s: type and interval are "+
			`strings, topics, task_id and node_id strings or arrays of strings, such as `+
			`{"type":"subscribe","topics":["nodes"],"interval":"5s"}`, wrong.Field, wrong.Value)}
	case err != nil || !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")):
		return m, &model.Problem{Code: "bad_json",
			Message: "this is not a JSON object: send one, such as " + exampleMessage}
	case m.Type == "":
		if misspelt := checkKeys(text); misspelt != nil {
			return m, misspelt
		}
		return m, &model.Problem{Code: "unknown_type",
			Message: "the message has no type: use ping or subscribe, such as " + exampleMessage}
	case m.Type != "ping" && m.Type != "subscribe":
		return m, &model.Problem{Code: "unknown_type", Message: model.Quote(m.Type) +
			" is not a type of message: use ping or subscribe, such as " + exampleMessage}
	case m.Type == "subscribe":
		return m, checkKeys(text)
	}
	return m, nil
}

// PlainPong returns the reply to a ping that is no message in the sense of ParseMessage, in the same form, or nil. Some
// client libraries keep their connections alive with the bare word.
func PlainPong(text []byte) []byte {
	switch string(bytes.TrimSpace(text)) {
	case "ping":
		return []byte("pong")
	case "PING":
		return []byte("PONG")
	case `"ping"`:
		return []byte(`"pong"`)
	}
	return nil
}

// checkKeys returns the problem of a subscribe message with a misspelt key, or nil.
func checkKeys(text []byte) *model.Problem {
	var keys map[string]json.RawMessage
	// The message has been read as an object already.
	_ = json.Unmarshal(text, &keys)
	if name, fault := FirstFault(messageKeys, keys); fault != "" {
		return &model.Problem{Code: "bad_field", Message: name + ": " + fault}
	}
	return nil
}

// Filter returns the filter of a subscribe message. Errors are of type *refuse.Refusal.
func (m Message) Filter(tick time.Duration) (Filter, error) {
	query := url.Values{"topics": m.Topics, "task_id": m.TaskID, "node_id": m.NodeID}
	if m.Interval != "" {
		query.Set("interval", m.Interval)
	}
	return ParseFilter(query, tick)
}
