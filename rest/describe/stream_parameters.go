package describe

import (
	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/model"
)

// repeatable is how a filter takes several ids.
const repeatable = "Repeatable; ids of letters, digits, dots, dashes and underscores also joined by commas."

// streamParameters returns the parameters of every stream.
func streamParameters() []*huma.Param {
	since := "Resumes behind an event id, EPOCH:TICK:INDEX: every later event is sent, exactly once and in order."
	lastEvent := "The header Last-Event-ID for clients that cannot set it; also lastEventId, lastEventID, " +
		"Last-Event-ID and evs_last_event_id. An id that cannot be resumed from leads to a gap, not to a 422."
	limit := "Ends the stream after that many events with an id, the snapshot not counted: 1 to 1,000,000."
	topics := "Any of nodes, training, cluster, tasks and logs, joined by commas; all by default."
	slow := "close disconnects a reader that is too slow; by default it is told of a gap, and goes on."
	return []*huma.Param{
		joined(queryParameter("topics", topics, "nodes,training", topicsSchema())),
		queryParameter("task_id", "Only events about these tasks; united with node_id. "+repeatable, "task_1f2e3d4c",
			idsSchema()),
		queryParameter("node_id", "Only events about these nodes; united with task_id. "+repeatable, "node_4821",
			idsSchema()),
		queryParameter("interval", "Thins the periodic events: a multiple of the tick.", "5s",
			answer.Text("duration", "5s")),
		queryParameter("since", since, "9f3ab2c1:1042:3", answer.Text("event id", "9f3ab2c1:1042:3")),
		queryParameter("last_event_id", lastEvent, "9f3ab2c1:1042:3", &huma.Schema{Type: huma.TypeString}),
		queryParameter("snapshot", "false leaves the snapshot out.", "false",
			&huma.Schema{Type: huma.TypeBoolean, Default: true}),
		queryParameter("on_slow", slow, "close",
			&huma.Schema{Type: huma.TypeString, Enum: []any{"gap", "close"}, Default: "gap"}),
		queryParameter("limit", limit, "20",
			&huma.Schema{Type: huma.TypeInteger, Minimum: new(1.0), Maximum: new(float64(ask.MaxLimit))}),
		queryParameter("for", "Ends the stream after that wall time, 1ms to 24h.", "5s", answer.Text("duration", "5s")),
	}
}

// sseParameters returns the further parameters of server-sent events.
func sseParameters() []*huma.Param {
	named := "named sets event: to the type; by default it is left out, so that onmessage gets everything."
	return []*huma.Param{
		queryParameter("events", named, "named", &huma.Schema{Type: huma.TypeString, Enum: []any{"named"}}),
		{
			Name: "Last-Event-ID", In: "header", Description: "Resumes behind this id; browsers send it by themselves.",
			Schema: &huma.Schema{Type: huma.TypeString},
		},
	}
}

// topicsSchema returns the schema of a list of topics.
func topicsSchema() *huma.Schema {
	topic := &huma.Schema{Type: huma.TypeString}
	for _, t := range model.Topics {
		topic.Enum = append(topic.Enum, t)
	}
	return &huma.Schema{Type: huma.TypeArray, Items: topic}
}

// idsSchema returns the schema of the ids of a filter.
func idsSchema() *huma.Schema {
	return &huma.Schema{Type: huma.TypeArray, Items: answer.Text("id", ""), MaxItems: new(ask.MaxFilterIDs)}
}

// queryParameter returns a parameter with a description that ends in an example.
func queryParameter(name, text, example string, schema *huma.Schema) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: text + " Such as " + example + ".", Schema: schema}
}

// joined declares that the items of a parameter are joined by commas.
func joined(p *huma.Param) *huma.Param {
	p.Style, p.Explode = "form", new(bool)
	return p
}
