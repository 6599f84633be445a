package rest

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// describeStreams adds the routes of the hub to the document.
func describeStreams(document *huma.OpenAPI) {
	for _, path := range []string{"/stream/sse", "/events"} {
		document.AddOperation(&huma.Operation{
			OperationID: operationID(http.MethodGet, path), Method: http.MethodGet, Path: path, Tags: []string{"stream"},
			Summary: "The live stream as server-sent events", Description: streamDescription,
			Parameters: append(streamParameters(),
				queryParameter("events", "named sets event: to the type; by default it is left out, so that onmessage gets everything.", "named"),
				&huma.Param{Name: "Last-Event-ID", In: "header", Description: "Resumes behind this id; browsers send it by themselves.", Schema: &huma.Schema{Type: huma.TypeString}}),
			Responses: streamResponses(document, http.StatusOK, "text/event-stream", http.StatusUnprocessableEntity),
		})
	}
	for _, path := range []string{"/stream/ws", "/ws"} {
		document.AddOperation(&huma.Operation{
			OperationID: operationID(http.MethodGet, path), Method: http.MethodGet, Path: path, Tags: []string{"stream"},
			Summary: "The live stream over WebSocket", Description: streamDescription, Parameters: streamParameters(),
			Responses: upgradeResponses(document, http.StatusUnprocessableEntity),
		})
	}
}

const streamDescription = `Every message is one JSON object: ` + "`{\"id\", \"type\", \"time\", \"payload\"}`" + `. First ` + "`hello`" + `, then ` + "`snapshot`" + `, then every tick ` + "`cluster_status`, `node_state`, `task_update`, `system_log`, `node_update` and `training_progress`" + `; beside them ` + "`heartbeat`, `gap`, `clock`, `bye`, `pong` and `error`" + ` without an id. A WebSocket client may send ` + "`{\"type\":\"ping\"}` and `{\"type\":\"subscribe\",\"topics\":[…],\"task_id\":…,\"node_id\":…,\"interval\":…}`" + `, which replaces the whole filter.`

func streamParameters() []*huma.Param {
	since := "Resumes behind an event id, EPOCH:TICK:INDEX: every later event is sent, exactly once and in order."
	return []*huma.Param{
		queryParameter("topics", "Any of nodes, training, cluster, tasks and logs, joined by commas; all by default.", "nodes,training"),
		queryParameter("task_id", "Only events about these tasks (repeatable); united with node_id.", "task_1f2e3d4c"),
		queryParameter("node_id", "Only events about these nodes (repeatable); united with task_id.", "node_4821"),
		queryParameter("interval", "Thins the periodic events: a multiple of the tick.", "5s"),
		queryParameter("since", since, "9f3ab2c1:1042:3"),
		queryParameter("last_event_id", "The same as since.", "9f3ab2c1:1042:3"),
		queryParameter("snapshot", "false leaves the snapshot out.", "false"),
		queryParameter("on_slow", "close disconnects a reader that is too slow; by default it is told of a gap, and goes on.", "close"),
	}
}

func queryParameter(name, text, example string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: text + " Such as " + example + ".", Schema: &huma.Schema{Type: huma.TypeString}}
}

// streamResponses are a stream's answers: the good one, and the refusals that all streams share.
func streamResponses(document *huma.OpenAPI, status int, media string, refusals ...int) map[string]*huma.Response {
	good := &huma.Response{Description: "The stream"}
	if media != "" {
		good.Content = map[string]*huma.MediaType{media: {Schema: &huma.Schema{Type: huma.TypeString}}}
	}
	responses := map[string]*huma.Response{strconv.Itoa(status): good}
	refused := document.Components.Schemas.Schema(reflect.TypeFor[refusal](), true, "Error")
	refusals = append(refusals, http.StatusNotFound, http.StatusServiceUnavailable)
	for _, status := range refusals {
		responses[strconv.Itoa(status)] = &huma.Response{
			Description: http.StatusText(status),
			Content:     map[string]*huma.MediaType{"application/json": {Schema: refused}},
		}
	}
	return responses
}

// upgradeResponses are those of a WebSocket.
func upgradeResponses(document *huma.OpenAPI, refusals ...int) map[string]*huma.Response {
	refusals = append(refusals, http.StatusBadRequest, http.StatusForbidden, http.StatusUpgradeRequired)
	return streamResponses(document, http.StatusSwitchingProtocols, "", refusals...)
}

// describeDashboards adds the dashboards' WebSockets to the document.
func describeDashboards(document *huma.OpenAPI) {
	for _, board := range []struct{ path, about, example, summary, message string }{
		{
			"/api/edgeai/nodes/ws/{node_id}", "node_id", "node_4821", "A node, every two seconds, over WebSocket",
			`{"type": "node_update", "time", "payload": {"id", "status", "cpu_usage", "memory_usage", "gpu_usage", "progress", "current_epoch", "total_epochs", "last_seen"}}`,
		},
		{
			"/api/edgeai/training/ws/{project_id}", "project_id", "task_1f2e3d4c", "A project's training, every two seconds, over WebSocket",
			`{"type": "training_progress", "time", "payload": {"project_id", "progress" (percent), "current_epoch", "total_epochs", "metrics": {"accuracy", "loss", "f1_score"}, "status"}}`,
		},
		{
			"/api/p2pai/training/ws/{project_id}", "project_id", "task_1f2e3d4c", "A project's training by its rounds, every two seconds, over WebSocket",
			`{"type": "training_update", "time", "project_id", "task_id", "data": {"progress" (0 to 1), "current_round", "total_rounds", "metrics": {"accuracy", "loss"}, "status"}}`,
		},
	} {
		document.AddOperation(&huma.Operation{
			OperationID: operationID(http.MethodGet, board.path), Method: http.MethodGet, Path: board.path, Tags: []string{"dashboards"},
			Summary: board.summary, Description: "Every message is `" + board.message + "`. " + dashboardDescription,
			Parameters: []*huma.Param{{
				Name: board.about, In: "path", Required: true, Example: board.example, Schema: &huma.Schema{Type: huma.TypeString},
				Description: "Any id answers; that of a project is that of its task.",
			}},
			Responses: upgradeResponses(document),
		})
	}
}

const dashboardDescription = "`time` is the world time of the values, those of the newest tick. In a world without tasks a training is `{\"type\": \"no_training\", \"time\", \"payload\": {\"project_id\", \"message\"}}`. A client may send `{\"type\": \"ping\"}`, which is answered by `{\"type\": \"pong\"}`; whatever else it says is ignored."

// describePages adds what a browser opens to the document, and the payloads of the stream's events to its schemas.
func describePages(document *huma.OpenAPI) {
	pages := []struct{ path, media, summary string }{
		{"/", "text/html", "The live page"},
		{"/client.js", "text/javascript", "The page's stream client, an ES module for prototypes"},
		{"/docs", "text/html", "This document, to read and to try"},
		{"/openapi.json", "application/json", "This document"},
	}
	for _, p := range pages {
		document.AddOperation(&huma.Operation{
			OperationID: operationID(http.MethodGet, p.path), Method: http.MethodGet, Path: p.path, Tags: []string{"service"}, Summary: p.summary,
			Responses: map[string]*huma.Response{"200": {
				Description: p.summary, Content: map[string]*huma.MediaType{p.media: {Schema: &huma.Schema{}}},
			}},
		})
	}
	document.AddOperation(&huma.Operation{
		OperationID: operationID(http.MethodGet, "/redoc"), Method: http.MethodGet, Path: "/redoc", Tags: []string{"service"},
		Summary: "Leads to /docs", Responses: map[string]*huma.Response{"302": {Description: "To /docs"}},
	})
	for _, payload := range []reflect.Type{
		reflect.TypeFor[model.Snapshot](), reflect.TypeFor[model.TrainingProgress](), reflect.TypeFor[model.TaskUpdate](),
		reflect.TypeFor[model.NodeStateChange](), reflect.TypeFor[model.SystemLog](),
	} {
		document.Components.Schemas.Schema(payload, true, "")
	}
}
