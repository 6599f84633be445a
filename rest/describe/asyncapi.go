package describe

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// object is a part of the AsyncAPI document.
type object = map[string]any

// AsyncPath is the path of the AsyncAPI document.
const AsyncPath = "/asyncapi.json"

const aboutStreams = "The live streams of trainmock: the same events over WebSocket and server-sent events, and the " +
	"WebSockets of existing dashboards. In a session's world every address has /s/NAME in front. The actions are those " +
	"of the application: it sends events, and receives what a client sends."

// newStreams returns the AsyncAPI document, without its servers, from the complete OpenAPI document.
func newStreams(document *huma.OpenAPI) object {
	messages := streamMessages()
	channels, operations := streamChannels(), streamOperations()
	for _, board := range dashboards {
		addBoard(board, channels, operations)
	}
	schemas := document.Components.Schemas.Map()
	components := object{}
	for name := range referred(messages, schemas) {
		components[name] = schemas[name]
	}
	for _, m := range boardMessages() {
		components[m.schema] = m.describe()
	}
	return object{
		"asyncapi": "3.1.0", "defaultContentType": "application/json",
		"info":     object{"title": "trainmock", "version": document.Info.Version, "description": aboutStreams},
		"channels": channels, "operations": operations,
		"components": object{"messages": messages, "schemas": components},
	}
}

// serveStreams serves the AsyncAPI document, whose servers have the address by which it was asked for.
func serveStreams(document *answer.Document) http.HandlerFunc {
	made := sync.OnceValue(func() object { return newStreams(document.Whole()) })
	return func(w http.ResponseWriter, r *http.Request) {
		whole := object{"servers": servers(r)}
		for name, part := range made() {
			whole[name] = part
		}
		body, err := json.Marshal(whole)
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write(body)
	}
}

// servers returns the servers of the document. AsyncAPI has no protocol of server-sent events: they are HTTP.
func servers(r *http.Request) object {
	overWebSocket, overHTTP := "ws", "http"
	if r.TLS != nil {
		overWebSocket, overHTTP = "wss", "https"
	}
	return object{
		"websocket": object{"host": r.Host, "protocol": overWebSocket, "description": "WebSockets."},
		"sse":       object{"host": r.Host, "protocol": overHTTP, "description": "Server-sent events."},
	}
}

// streamRows are the rows of the table of events, in the order of the documentation.
func streamRows() []*model.EventType { return slices.Concat(model.ConnectionTypes, model.EventTypes) }

// reference returns a reference within the document.
func reference(path string) object { return object{"$ref": "#/" + path} }

// streamChannels returns the channels of the two transports.
func streamChannels() object {
	sent := object{}
	for _, row := range streamRows() {
		sent[row.Type] = reference("components/messages/" + row.Type)
	}
	both := object{"subscribe": reference("components/messages/subscribe"), "ping": reference("components/messages/ping")}
	for name, message := range sent {
		both[name] = message
	}
	return object{
		"webSocket": object{
			"address": "/stream/ws", "title": "The live stream over WebSocket",
			"description": "Also at /ws. Every text frame is one message.",
			"servers":     []object{reference("servers/websocket")}, "messages": both,
			"bindings": object{"ws": object{
				"method": http.MethodGet, "query": querySchema(streamParameters()), "bindingVersion": "0.1.0",
			}},
		},
		"serverSentEvents": object{
			"address": "/stream/sse", "title": "The live stream as server-sent events",
			"description": "Also at /events. Every data: line is one message; id: repeats the id.",
			"servers":     []object{reference("servers/sse")}, "messages": sent,
		},
	}
}

// querySchema returns the schema of the parameters in a query.
func querySchema(parameters []*huma.Param) object {
	properties := object{}
	for _, p := range parameters {
		if p.In == "query" {
			described := *p.Schema
			described.Description = p.Description
			properties[p.Name] = &described
		}
	}
	return object{"type": huma.TypeObject, "properties": properties}
}

// streamOperations returns the operations of the two transports.
func streamOperations() object {
	named := func(channel string, names ...string) (list []object) {
		for _, name := range names {
			list = append(list, reference("channels/"+channel+"/messages/"+name))
		}
		return list
	}
	var all []string
	for _, row := range streamRows() {
		all = append(all, row.Type)
	}
	channel := reference("channels/webSocket")
	query := querySchema(append(streamParameters(), sseParameters()...))
	return object{
		"sendEvents": object{
			"action": "send", "channel": channel, "messages": named("webSocket", all...),
			"summary": "Events, as they happen",
		},
		"sendServerSentEvents": object{
			"action": "send", "channel": reference("channels/serverSentEvents"),
			"messages": named("serverSentEvents", all...), "summary": "Events, as they happen",
			"bindings": object{"http": object{"method": http.MethodGet, "query": query, "bindingVersion": "0.3.0"}},
		},
		"receiveSubscription": object{
			"action": "receive", "channel": channel, "messages": named("webSocket", "subscribe"),
			"summary": "Replaces the whole filter",
			"reply":   object{"channel": channel, "messages": named("webSocket", "hello", "snapshot", "error")},
		},
		"receivePing": object{
			"action": "receive", "channel": channel, "messages": named("webSocket", "ping"),
			"summary": "Asks for a sign of life",
			"reply":   object{"channel": channel, "messages": named("webSocket", "pong")},
		},
	}
}
