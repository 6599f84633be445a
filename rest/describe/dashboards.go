package describe

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
)

// boardRow is a dashboard's WebSocket.
type boardRow struct{ id, path, about, example, summary, message string }

// dashboards is the table of the dashboards' WebSockets.
var dashboards = []boardRow{
	{
		"watchNode", "/api/edgeai/nodes/ws/{node_id}", "node_id", "node_1234",
		"A node, every two seconds, over WebSocket",
		`{"type": "node_update", "time", "payload": {"id", "status", "cpu_usage", "memory_usage", "gpu_usage", ` +
			`"progress", "current_epoch", "total_epochs", "last_seen"}}`,
	},
	{
		"watchTraining", "/api/edgeai/training/ws/{project_id}", "project_id", "task_123",
		"A project's training, every two seconds, over WebSocket",
		`{"type": "training_progress", "time", "payload": {"project_id", "progress" (percent), "current_epoch", ` +
			`"total_epochs", "metrics": {"accuracy", "loss", "f1_score"}, "status"}}`,
	},
	{
		"watchRounds", "/api/p2pai/training/ws/{project_id}", "project_id", "task_123",
		"A project's training by its rounds, every two seconds, over WebSocket",
		`{"type": "training_update", "time", "project_id", "task_id", "data": {"progress" (0 to 1), "current_round", ` +
			`"total_rounds", "metrics": {"accuracy", "loss"}, "status"}}`,
	},
}

const dashboardDescription = "`time` is the world time of the values, those of the newest tick. " +
	"In a world without tasks a training is " +
	"`{\"type\": \"no_training\", \"time\", \"payload\": {\"project_id\", \"message\"}}`. " +
	"A client may send `{\"type\": \"ping\"}`, which is answered by `{\"type\": \"pong\"}`; " +
	"whatever else it says is ignored."

// addDashboards adds the dashboards' WebSockets.
func addDashboards(document *huma.OpenAPI) {
	for _, board := range dashboards {
		add(document, huma.Operation{
			OperationID: board.id, Path: board.path, Tags: []string{"dashboards"},
			Summary: board.summary, Description: "Every message is `" + board.message + "`. " + dashboardDescription,
			Parameters: []*huma.Param{{
				Name: board.about, In: "path", Required: true, Example: board.example,
				Schema:      answer.Text("id", board.example),
				Description: "Any id answers; that of a project is that of its task.",
			}},
			Responses: upgradeResponses("Every text frame is a message in JSON.", nil, http.StatusUnprocessableEntity),
		})
	}
}
