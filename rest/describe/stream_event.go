package describe

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// schemaPrefix is the address of the components in the document.
const schemaPrefix = "#/components/schemas/"

// addEvents adds a component for each row of the table of events, and StreamEvent, which is any of them. It returns the
// reference to the latter.
func addEvents(schemas huma.Registry) *huma.Schema {
	union := &huma.Schema{
		Description:   "A message of a stream; its type decides which.",
		Discriminator: &huma.Discriminator{PropertyName: "type", Mapping: map[string]string{}},
	}
	for _, row := range streamRows() {
		name := eventName(row.Type)
		schemas.Map()[name] = eventSchema(schemas, row)
		union.OneOf = append(union.OneOf, &huma.Schema{Ref: schemaPrefix + name})
		union.Discriminator.Mapping[row.Type] = schemaPrefix + name
	}
	schemas.Map()["StreamEvent"] = union
	return &huma.Schema{Ref: schemaPrefix + "StreamEvent"}
}

// eventName returns the name of the component of a type: NodeUpdateEvent for node_update.
func eventName(eventType string) string {
	name := ""
	for word := range strings.SplitSeq(eventType, "_") {
		name += strings.ToUpper(word[:1]) + word[1:]
	}
	return name + "Event"
}

// eventSchema returns the schema of the messages of a type.
func eventSchema(schemas huma.Registry, row *model.EventType) *huma.Schema {
	s := &huma.Schema{
		Type: huma.TypeObject, Description: row.Sentence, AdditionalProperties: false,
		Properties: map[string]*huma.Schema{
			"type":    {Type: huma.TypeString, Enum: []any{row.Type}},
			"time":    {Type: huma.TypeString, Format: "date-time", Description: "World time."},
			"payload": payloadSchema(schemas, row.Zero),
		},
		Required: []string{"type", "time", "payload"},
	}
	if row.HasID() {
		s.Properties["id"] = &huma.Schema{
			Type: huma.TypeString, Pattern: wire.EventIDPattern, Description: "EPOCH:TICK:INDEX.",
			Examples: []any{"9f3ab2c1:1042:3"},
		}
		s.Required = append(s.Required, "id")
	}
	return s
}

// payloadSchema returns the reference to the schema of a payload. An empty payload has a schema without a name.
func payloadSchema(schemas huma.Registry, zero any) *huma.Schema {
	t := reflect.TypeOf(zero)
	if t.NumField() == 0 {
		return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: false, Description: "Empty."}
	}
	return schemas.Schema(t, true, "")
}
