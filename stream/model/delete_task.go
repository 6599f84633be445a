package model

// DeleteTask ends a task as cancelled, if it has not ended, and takes it out of the list.
type DeleteTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

var deleteTask = Usage{
	Zero:     DeleteTask{},
	Sentence: "Ends a task as cancelled, if it has not ended, and takes it out of the list.",
	Example:  `{"task_id": "#1"}`,
}

// Key returns delete_task.
func (DeleteTask) Key() string { return "delete_task" }

// Check accepts every value.
func (DeleteTask) Check() error { return nil }
