package rest

import (
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"trainmock/rest/answer"
	"trainmock/rest/describe"
	"trainmock/rest/service"
)

// A new route is a row here, and a handler in rest/service. The routes under /mock are in rest/control.

func monitorRoutes(g answer.Group) {
	g.Tag = "monitor"
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	answer.AddFiller(g, "listNodes", "GET /monitor/ray/cluster/node",
		"The nodes, with what they have and what they train", service.Cluster, mayWait)
	answer.AddFiller(g, "getClusterStatus", "GET /monitor/ray/cluster/status",
		"The nodes, with how busy they are", service.Usage, mayWait)
	answer.Add(g, "getTask", "GET /monitor/training/{task_id}",
		"A training task", service.Task, answer.NoTask, mayWait)
	answer.AddFiller(g, "getNodeMetrics", "GET /monitor/ray/cluster/node/{node_id}/metrics",
		"A node's metrics", service.Node, answer.NoNode)
	answer.Add(g, "getTaskHistory", "GET /monitor/training/{task_id}/history",
		"A training task over time, in columns", service.TaskHistory, answer.NoTask, mayWait)
	answer.Add(g, "getNodeHistory", "GET /monitor/ray/cluster/node/{node_id}/metrics/history",
		"A node's metrics over time, in columns", service.NodeHistory, answer.NoNode, mayWait)
}

func streamRoutes(g answer.Group) {
	g.Tag = "stream"
	answer.Add(g, "getOverview", "GET /stream/overview",
		"What a live picture opens with, for now or any instant", service.Overview,
		answer.Refuses(http.StatusServiceUnavailable))
}

func taskRoutes(g answer.Group, starter service.Starter) {
	g.Tag, g.NowOnly = "tasks", true
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	parameters := answer.Takes(service.TrainingSchema, service.TrainingExample)
	answer.Add(g, "startTask", "POST /train", "Start a training task", starter.Start,
		parameters, answer.Refuses(403, 408, 413, 429, 503), answer.RefusesWith(409, service.BusyText),
		answer.RefusesWith(422, service.TrainingFault))
	answer.Add(g, "getTaskRound", "GET /monitor/{task_id}",
		"A task by its rounds, as the console polls it", service.Round, answer.NoTask)
	answer.Add(g, "getRoundProgress", "GET /roundProgress/{task_id}",
		"The round of each node of a task: address to round", service.ClientRounds, answer.NoTask, mayWait)
	answer.Add(g, "listTasks", "GET /tasksList",
		"The tasks and their statuses, those that run first", service.ListTasks, mayWait)
	answer.Add(g, "getTaskStatus", "GET /tasks/{task_id}", "A task's status", service.TaskStatus, answer.NoTask)
	answer.Add(g, "deleteTask", "DELETE /tasks/{task_id}",
		"Delete a task", service.DeleteTask, answer.NoTask, answer.Refuses(403, 409, 429, 503))
	answer.Add(g, "hasRunningTask", "GET /hasRunningTask", "Whether a task runs", service.HasRunningTask, mayWait)
	answer.Add(g, "listConsoleNodes", "GET /monitorRayCluster/node",
		"The nodes, in the console's words", service.ConsoleNodes, mayWait)
}

// TaskRoutes returns the patterns of the task routes in order, such as /tasks/{task_id}.
func TaskRoutes() []string {
	router := chi.NewRouter()
	taskRoutes(answer.Group{Router: router, Document: describe.New("")}, service.Starter{})
	var patterns []string
	for _, route := range router.Routes() {
		patterns = append(patterns, route.Pattern)
	}
	return slices.Sorted(slices.Values(patterns))
}

func clusterRoutes(g answer.Group) {
	g.Tag, g.NowOnly = "cluster", true
	texts := answer.Takes(service.TextsSchema, service.NodesExample)
	nodes := answer.Takes(service.NodesSchema, service.NodesExample)
	mayNodes := answer.MayTake(service.NodesSchema, service.NodesExample)
	mayAnything := answer.MayTake(func() *huma.Schema { return &huma.Schema{Type: huma.TypeObject} }, "{}")
	changes, badAddress := answer.Refuses(403, 408, 409, 413, 429, 503), answer.RefusesWith(422, service.NodesFault)
	answer.Add(g, "validateNodes", "POST /cluster/validate-nodes",
		"Whether addresses can be nodes", service.ValidateNodes, texts, answer.Refuses(408, 413))
	answer.Add(g, "addNodes", "POST /cluster/add-nodes",
		"Make addresses nodes of the cluster", service.AddNodes, nodes, changes, badAddress)
	answer.Add(g, "removeNodes", "POST /cluster/remove-nodes",
		"Take nodes out of the cluster", service.RemoveNodes, nodes, changes, badAddress)
	answer.Add(g, "createCluster", "POST /cluster/create",
		"Bring all nodes into service", service.CreateCluster, mayNodes, changes, badAddress)
	answer.Add(g, "stopCluster", "POST /cluster/stop",
		"Take all nodes out of service", service.StopCluster, mayAnything, changes)
	answer.Add(g, "listAvailableNodes", "GET /cluster/available-nodes",
		"The addresses of the nodes that are there", service.AvailableNodes,
		answer.Refuses(http.StatusServiceUnavailable))
}

func serviceRoutes(g answer.Group, p service.Program) {
	g.Tag = "service"
	answer.Add(g, "getHealth", "GET /health",
		"Whether the service is there, and which world it shows", p.Health)
}
