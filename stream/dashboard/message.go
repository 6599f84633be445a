package dashboard

import (
	"math"
	"net/http"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// envelope holds the payload of a message. Time is the payload's world time.
type envelope struct {
	Type    string `json:"type"`
	Time    string `json:"time"`
	Payload any    `json:"payload"`
}

// node is the payload of node_update. No field is left out: the GPU usage of a CPU node is 0, and so is the progress
// of an idle node.
type node struct {
	ID           string  `json:"id"`
	Status       string  `json:"status"`
	CPUUsage     float64 `json:"cpu_usage"`
	MemoryUsage  float64 `json:"memory_usage"`
	GPUUsage     float64 `json:"gpu_usage"`
	Progress     float64 `json:"progress"`
	CurrentEpoch int64   `json:"current_epoch"`
	TotalEpochs  int64   `json:"total_epochs"`
	LastSeen     string  `json:"last_seen"`
}

// training is the payload of training_progress; Progress is in percent.
type training struct {
	ProjectID    string       `json:"project_id"`
	Progress     float64      `json:"progress"`
	CurrentEpoch int64        `json:"current_epoch"`
	TotalEpochs  int64        `json:"total_epochs"`
	Metrics      scores       `json:"metrics"`
	Status       model.Status `json:"status"`
}

// scores are the quality measures of a model.
type scores struct {
	Accuracy float64  `json:"accuracy"`
	Loss     float64  `json:"loss"`
	F1       *float64 `json:"f1_score,omitempty"`
}

// noTraining is the payload of no_training.
type noTraining struct {
	ProjectID string `json:"project_id"`
	Message   string `json:"message"`
}

// peer is a message of the peer-to-peer dashboard. It has data instead of a payload.
type peer struct {
	Type      string `json:"type"`
	Time      string `json:"time"`
	ProjectID string `json:"project_id"`
	TaskID    string `json:"task_id"`
	Data      rounds `json:"data"`
}

type rounds struct {
	Progress     float64      `json:"progress"`
	CurrentRound int64        `json:"current_round"`
	TotalRounds  int64        `json:"total_rounds"`
	Metrics      scores       `json:"metrics"`
	Status       model.Status `json:"status"`
}

// Node answers WS /api/edgeai/nodes/ws/{node_id}.
func Node(s Source, w http.ResponseWriter, r *http.Request) {
	id := ask.PathValue(r, "node_id")
	known, _ := s.Newest()
	if !model.ValidID(id) || s.IsStrict() && !known.HasNode(id) {
		refuse.NodeNotFound().Write(w)
		return
	}
	serve(s, w, r, filter(nil, []string{id}), func(_ *world.World, v world.View) any {
		n := v.Node(id)
		return envelope{model.EventNodeUpdate.Type, model.Stamp(v.Time()), node{
			ID: n.ID, Status: n.Status, CPUUsage: n.CPUUsage, MemoryUsage: n.MemoryUsage, GPUUsage: orZero(n.GPUUsage),
			Progress: orZero(n.Progress), CurrentEpoch: orZero(n.CurrentEpoch), TotalEpochs: orZero(n.TotalEpochs),
			LastSeen: n.LastSeen,
		}}
	})
}

// orZero returns *p, or the zero value if p is nil.
func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// Training answers WS /api/edgeai/training/ws/{project_id}.
func Training(s Source, w http.ResponseWriter, r *http.Request) {
	project(s, w, r, func(v world.View, project, task string) any {
		status := v.Task(task)
		score := scoresOf(v.Round(task))
		score.F1 = new(math.Round(f1PerAccuracy*score.Accuracy*1e4) / 1e4)
		return envelope{model.EventTrainingProgress.Type, model.Stamp(v.Time()), training{
			ProjectID: project, Progress: math.Round(status.Progress*1e4) / 100, CurrentEpoch: status.CurrentEpoch,
			TotalEpochs: status.TotalEpochs, Metrics: score, Status: status.Status,
		}}
	})
}

// f1PerAccuracy is the ratio of the macro-averaged F1 score to the accuracy. It is an assumption: slightly below 1, as
// for classes of somewhat different size.
const f1PerAccuracy = 0.985

// Peer answers WS /api/p2pai/training/ws/{project_id}.
func Peer(s Source, w http.ResponseWriter, r *http.Request) {
	project(s, w, r, func(v world.View, project, task string) any {
		round := v.Round(task)
		return peer{peerType, model.Stamp(v.Time()), project, task, rounds{
			Progress: v.Task(task).Progress, CurrentRound: round.CurrentRound, TotalRounds: round.TotalRounds,
			Metrics: scoresOf(round), Status: round.Status,
		}}
	})
}

func scoresOf(r model.Round) scores { return scores{Accuracy: r.Accuracy, Loss: r.Loss} }

// project serves the messages about a project's task, which always has the project's id. A world without tasks has
// none to send, and says so.
func project(
	s Source, w http.ResponseWriter, r *http.Request, message func(v world.View, project, task string) any,
) {
	id := ask.PathValue(r, "project_id")
	known, _ := s.Newest()
	if !model.ValidID(id) || s.IsStrict() && !known.HasTask(id) {
		refuse.TaskNotFound().Write(w)
		return
	}
	serve(s, w, r, filter([]string{id}, nil), func(known *world.World, v world.View) any {
		// A task that starts after the newest tick counts as known already.
		if !v.HasTasks() && !known.HasTask(id) {
			return envelope{noTrainingType, model.Stamp(v.Time()),
				noTraining{ProjectID: id, Message: "no training runs in this project"}}
		}
		return message(v, id, id)
	})
}
