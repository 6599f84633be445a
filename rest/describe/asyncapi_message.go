package describe

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/dashboard"
	"trainmock/stream/pattern"
)

// streamMessages returns the messages of all channels by their names: those of the table of events, what a client
// sends, and those of the dashboards.
func streamMessages() object {
	messages := object{
		"subscribe": object{"summary": "Replaces the whole filter.", "payload": subscribeSchema()},
		"ping": object{"summary": "Asks for a pong.", "payload": object{
			"type": huma.TypeObject, "required": []string{"type"}, "properties": object{"type": object{"const": "ping"}},
		}},
	}
	for _, row := range streamRows() {
		messages[row.Type] = object{
			"name": row.Type, "summary": row.Sentence,
			"payload": object{"$ref": schemaPrefix + eventName(row.Type)},
		}
	}
	for _, m := range boardMessages() {
		messages[m.name] = object{"name": m.Type, "payload": object{"$ref": schemaPrefix + m.schema}}
	}
	return messages
}

// subscribeSchema returns the schema of the message by which a client replaces its filter.
func subscribeSchema() object {
	id := object{"type": huma.TypeString}
	ids := object{
		"oneOf": []object{id, {"type": huma.TypeArray, "items": id}}, "description": "An id, or a list of ids.",
	}
	return object{
		"type": huma.TypeObject, "required": []string{"type"},
		"properties": object{
			"type": object{"const": "subscribe"}, "topics": topicsSchema(), "task_id": ids, "node_id": ids,
			"interval": answer.Text("duration", "5s"),
		},
	}
}

// boardMessage is a message of a dashboard, with its name and the name of its schema in the documents.
type boardMessage struct {
	dashboard.Documented
	name, schema string
}

// boardMessages returns the messages of the dashboards. Two dashboards share no name.
func boardMessages() []boardMessage {
	var list []boardMessage
	for _, m := range dashboard.Messages {
		board := "project"
		switch {
		case strings.Contains(m.Path, "/nodes/"):
			board = "node"
		case strings.Contains(m.Path, "/p2pai/"):
			board = "peer"
		}
		name := board + "_" + m.Type
		list = append(list, boardMessage{m, name, strings.TrimSuffix(eventName(name), "Event") + "Message"})
	}
	return list
}

// describe returns the schema of a message.
func (m boardMessage) describe() *huma.Schema {
	own := huma.SchemaFromType(huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer), reflect.TypeOf(m.Zero))
	inline(own, reflect.TypeOf(m.Zero))
	if m.Whole {
		own.Properties["type"] = &huma.Schema{Type: huma.TypeString, Enum: []any{m.Type}}
		return own
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: false, Required: []string{"type", "time", "payload"},
		Properties: map[string]*huma.Schema{
			"type":    {Type: huma.TypeString, Enum: []any{m.Type}},
			"time":    {Type: huma.TypeString, Format: "date-time", Description: "World time."},
			"payload": own,
		},
	}
}

// inline replaces the references of a schema by what they refer to, because their names are those of other components.
func inline(s *huma.Schema, t reflect.Type) {
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if p := s.Properties[name]; p != nil && p.Ref != "" {
			nested := huma.SchemaFromType(huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer), f.Type)
			inline(nested, f.Type)
			s.Properties[name] = nested
		}
	}
}

// addBoard adds the channel and the operation of a dashboard.
func addBoard(board boardRow, channels, operations object) {
	messages, list := object{}, []object{}
	for _, m := range boardMessages() {
		if m.Path == board.path {
			messages[m.name] = reference("components/messages/" + m.name)
			list = append(list, reference("channels/"+board.id+"/messages/"+m.name))
		}
	}
	channels[board.id] = object{
		"address": board.path, "title": board.summary, "servers": []object{reference("servers/websocket")},
		"messages": messages,
		"parameters": object{board.about: object{
			"description": "Any id answers; that of a project is that of its task.", "examples": []string{board.example},
		}},
		"bindings": object{"ws": object{"method": http.MethodGet, "bindingVersion": "0.1.0"}},
	}
	operations["send"+strings.TrimPrefix(board.id, "watch")] = object{
		"action": "send", "channel": reference("channels/" + board.id), "messages": list, "summary": board.summary,
	}
}

// references finds references to schemas in a document.
var references = pattern.Lazy(`"\$ref":"` + schemaPrefix + `([^"]+)"`)

// referred returns the names of the schemas that messages refer to, directly or through others.
func referred(messages object, schemas map[string]*huma.Schema) map[string]bool {
	found := map[string]bool{}
	var follow func(any)
	follow = func(part any) {
		// Schemas and messages can be encoded, as the document is.
		text, err := json.Marshal(part)
		if err != nil {
			panic("describe: " + err.Error())
		}
		for _, match := range references().FindAllSubmatch(text, -1) {
			if name := string(match[1]); !found[name] && schemas[name] != nil {
				found[name] = true
				follow(schemas[name])
			}
		}
	}
	follow(messages)
	return found
}
