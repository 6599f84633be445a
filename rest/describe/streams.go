package describe

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// addStreams adds the streams.
func addStreams(document *huma.OpenAPI) {
	event := addEvents(document.Components.Schemas)
	for id, path := range map[string]string{"streamEvents": "/stream/sse", "streamEventsAlias": "/events"} {
		add(document, huma.Operation{
			OperationID: id, Path: path, Tags: []string{"stream"},
			Summary: "The live stream as server-sent events", Description: streamDescription(),
			Parameters: append(streamParameters(), sseParameters()...),
			Responses: streamResponses("200", &huma.Response{
				Description: "Every data: line is a StreamEvent in JSON.",
				Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: event}},
			}, http.StatusUnprocessableEntity),
		})
	}
	const messages = "Every text frame is a StreamEvent in JSON."
	for id, path := range map[string]string{"streamWebSocket": "/stream/ws", "streamWebSocketAlias": "/ws"} {
		add(document, huma.Operation{
			OperationID: id, Path: path, Tags: []string{"stream"},
			Summary: "The live stream over WebSocket", Description: streamDescription(), Parameters: streamParameters(),
			Responses: upgradeResponses(messages, event, http.StatusUnprocessableEntity),
		})
	}
}
