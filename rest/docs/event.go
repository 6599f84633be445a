package docs

import (
	"bytes"
	"encoding/json"

	"trainmock/stream/model"
)

// event is a row of the table of event types, with its fields and an example.
type event struct {
	Type, Topic, Sentence string
	// Fields describe the payload, from the outside in.
	Fields []field
	// Sample is a whole message, as indented JSON.
	Sample string
}

// eventsOf returns rows of the table of event types.
func eventsOf(rows []*model.EventType, samples map[string]json.RawMessage) []event {
	list := make([]event, len(rows))
	for i, row := range rows {
		list[i] = event{
			Type: row.Type, Topic: string(row.Topic), Sentence: row.Sentence,
			Fields: fieldsOf(row), Sample: indent(samples[row.Type]),
		}
	}
	return list
}

// indent returns JSON with one value on each line.
func indent(message json.RawMessage) string {
	var text bytes.Buffer
	if err := json.Indent(&text, message, "", "  "); err != nil {
		panic(err) // Only a defect of this package makes a sample that is not JSON.
	}
	return text.String()
}
