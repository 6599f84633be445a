package model

// CancelTask ends a task as cancelled.
type CancelTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

var cancelTask = Usage{
	Zero:     CancelTask{},
	Sentence: "Ends a task as cancelled.",
	Example:  `{"task_id": "#1"}`,
}

// Key returns cancel_task.
func (CancelTask) Key() string { return "cancel_task" }

// Check accepts every value.
func (CancelTask) Check() error { return nil }
