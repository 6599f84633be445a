package describe

import (
	"slices"
	"strings"

	"trainmock/stream/model"
)

// streamDescription returns what the document says of every stream, with the table of event types.
func streamDescription() string {
	var text strings.Builder
	text.WriteString("Every message is one JSON object: `{\"id\", \"type\", \"time\", \"payload\"}`. " +
		"A WebSocket client may send `{\"type\":\"ping\"}` and " +
		"`{\"type\":\"subscribe\",\"topics\":[…],\"task_id\":…,\"node_id\":…,\"interval\":…}`, " +
		"which replaces the whole filter.\n\n| type | topic | when |\n| --- | --- | --- |\n")
	for _, t := range slices.Concat(model.ConnectionTypes, model.EventTypes) {
		topic := string(t.Topic)
		if topic == "" {
			topic = "–"
		}
		text.WriteString("| `" + t.Type + "` | " + topic + " | " + t.Sentence + " |\n")
	}
	return text.String()
}
