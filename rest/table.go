package rest

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/rest/service"
)

func monitorRoutes(g answer.Group) {
	g.Tag = "monitor"
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	answer.Add(g, "GET /monitor/ray/cluster/node",
		"The nodes, with what they have and what they train", service.Cluster, mayWait)
	answer.Add(g, "GET /monitor/ray/cluster/status", "The nodes, with how busy they are", service.Usage, mayWait)
	answer.Add(g, "GET /monitor/training/{task_id}", "A training task", service.Task, answer.NotThere, mayWait)
	answer.Add(g, "GET /monitor/ray/cluster/node/{node_id}/metrics", "A node's metrics", service.Node, answer.NotThere)
	answer.Add(g, "GET /monitor/training/{task_id}/history",
		"A training task over time, in columns", service.TaskHistory, answer.NotThere, mayWait)
	answer.Add(g, "GET /monitor/ray/cluster/node/{node_id}/metrics/history",
		"A node's metrics over time, in columns", service.NodeHistory, answer.NotThere, mayWait)
}

func taskRoutes(g answer.Group, starter service.Starter, wrap func(string, http.Handler) http.Handler) {
	g.Tag, g.Wrap = "tasks", wrap
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	parameters := answer.Takes(service.TrainingSchema(), service.TrainingExample)
	changes := answer.Refuses(403, 408, 409, 413, 429)
	answer.Add(g, "POST /train", "Start a training task", starter.Start, parameters, changes)
	answer.Add(g, "GET /monitor/{task_id}",
		"A task by its rounds, as the console polls it", service.Round, answer.NotThere)
	answer.Add(g, "GET /roundProgress/{task_id}",
		"The round of each node of a task: address to round", service.ClientRounds, answer.NotThere, mayWait)
	answer.Add(g, "GET /tasksList", "The tasks and their statuses, those that run first", service.ListTasks, mayWait)
	answer.Add(g, "GET /tasks/{task_id}", "A task's status", service.TaskStatus, answer.NotThere)
	answer.Add(g, "DELETE /tasks/{task_id}",
		"Delete a task", service.DeleteTask, answer.NotThere, answer.Refuses(403, 429))
	answer.Add(g, "GET /hasRunningTask", "Whether a task runs", service.HasRunningTask, mayWait)
	answer.Add(g, "GET /monitorRayCluster/node", "The nodes, in the console's words", service.ConsoleNodes, mayWait)
}

func clusterRoutes(g answer.Group) {
	g.Tag = "cluster"
	nodes := answer.Takes(service.NodesSchema(), service.NodesExample)
	mayNodes := answer.MayTake(service.NodesSchema(), service.NodesExample)
	mayAnything := answer.MayTake(&huma.Schema{Type: huma.TypeObject}, "{}")
	changes := answer.Refuses(403, 408, 409, 413, 429)
	answer.Add(g, "POST /cluster/validate-nodes",
		"Whether addresses can be nodes", service.ValidateNodes, nodes, answer.Refuses(408, 413))
	answer.Add(g, "POST /cluster/add-nodes", "Make addresses nodes of the cluster", service.AddNodes, nodes, changes)
	answer.Add(g, "POST /cluster/remove-nodes", "Take nodes out of the cluster", service.RemoveNodes, nodes, changes)
	answer.Add(g, "POST /cluster/create", "Bring all nodes into service", service.CreateCluster, mayNodes, changes)
	answer.Add(g, "POST /cluster/stop", "Take all nodes out of service", service.StopCluster, mayAnything, changes)
	answer.Add(g, "GET /cluster/available-nodes", "The addresses of the nodes that are there", service.AvailableNodes,
		answer.Refuses(http.StatusServiceUnavailable))
}

func serviceRoutes(g answer.Group, p service.Program) {
	g.Tag = "service"
	answer.Add(g, "GET /health", "Whether the service is there, and which world it shows", p.Health)
}
