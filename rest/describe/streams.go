package describe

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// addStreams adds the streams.
func addStreams(document *huma.OpenAPI) {
	for _, path := range []string{"/stream/sse", "/events"} {
		add(document, huma.Operation{
			Path: path, Tags: []string{"stream"},
			Summary: "The live stream as server-sent events", Description: streamDescription(),
			Parameters: append(streamParameters(), sseParameters()...),
			Responses:  streamResponses(document, http.StatusOK, "text/event-stream", http.StatusUnprocessableEntity),
		})
	}
	for _, path := range []string{"/stream/ws", "/ws"} {
		add(document, huma.Operation{
			Path: path, Tags: []string{"stream"},
			Summary: "The live stream over WebSocket", Description: streamDescription(), Parameters: streamParameters(),
			Responses: upgradeResponses(document, http.StatusUnprocessableEntity),
		})
	}
}

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
		queryParameter("topics", topics, "nodes,training"),
		queryParameter("task_id", "Only events about these tasks; united with node_id. "+repeatable, "task_1f2e3d4c"),
		queryParameter("node_id", "Only events about these nodes; united with task_id. "+repeatable, "node_4821"),
		queryParameter("interval", "Thins the periodic events: a multiple of the tick.", "5s"),
		queryParameter("since", since, "9f3ab2c1:1042:3"),
		queryParameter("last_event_id", lastEvent, "9f3ab2c1:1042:3"),
		queryParameter("snapshot", "false leaves the snapshot out.", "false"),
		queryParameter("on_slow", slow, "close"),
		queryParameter("limit", limit, "20"),
		queryParameter("for", "Ends the stream after that wall time, 1ms to 24h.", "5s"),
	}
}

// sseParameters returns the further parameters of server-sent events.
func sseParameters() []*huma.Param {
	named := "named sets event: to the type; by default it is left out, so that onmessage gets everything."
	return []*huma.Param{queryParameter("events", named, "named"), {
		Name: "Last-Event-ID", In: "header", Description: "Resumes behind this id; browsers send it by themselves.",
		Schema: &huma.Schema{Type: huma.TypeString},
	}}
}

// queryParameter returns a parameter with a description that ends in an example.
func queryParameter(name, text, example string) *huma.Param {
	return &huma.Param{
		Name: name, In: "query", Description: text + " Such as " + example + ".",
		Schema: &huma.Schema{Type: huma.TypeString},
	}
}
