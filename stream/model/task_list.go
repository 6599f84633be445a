package model

// Deleted is the status of a deleted task in a list of tasks. Elsewhere such a task keeps the status with which it
// ended.
const Deleted Status = "deleted"

// TaskState is a task in a list.
type TaskState struct {
	ID string
	// Status is one of running, completed, failed, paused, pending and deleted: the terms of the training console. A
	// cancelled task counts as failed.
	Status Status
}

// Round is a task in terms of its rounds: those of federated learning, or the epochs of another kind.
type Round struct {
	TaskID       string  `json:"task_id" example:"task_1f2e3d4c"`
	CurrentRound int64   `json:"current_round" minimum:"0"`
	TotalRounds  int64   `json:"total_rounds" minimum:"1"`
	Loss         float64 `json:"loss"`
	Accuracy     float64 `json:"accuracy" minimum:"0" maximum:"1"`
	Status       Status  `json:"status" enum:"running,completed,failed,paused,pending,cancelled"`
}

// Describe returns the longer descriptions of fields, by name.
func (Round) Describe() map[string]string {
	return map[string]string{
		"current_round": "Rounds done; equal to total_rounds when, and only when, the task is completed.",
		"accuracy":      "Of a language model: the probability of the right token, the exponential of -loss.",
	}
}

// ClientRound is the number of rounds that one node of a task has done.
type ClientRound struct {
	IP    string
	Round int64
}
