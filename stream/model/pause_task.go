package model

// PauseTask suspends a running task until resume_task. The task keeps its nodes.
type PauseTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

var pauseTask = Usage{
	Zero:     PauseTask{},
	Sentence: "Holds a running task, which keeps its nodes, until resume_task.",
	Example:  `{"task_id": "#1"}`,
}

// Key returns pause_task.
func (PauseTask) Key() string { return "pause_task" }

// Check accepts every value.
func (PauseTask) Check() error { return nil }
