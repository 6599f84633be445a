package model

// Diverge makes a running task's loss grow until the task fails.
type Diverge struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

var diverge = Usage{
	Zero:     Diverge{},
	Sentence: "Makes a running task's loss grow until the task fails.",
	Example:  `{"task_id": "#1"}`,
}

// Key returns diverge.
func (Diverge) Key() string { return "diverge" }

// Check accepts every value.
func (Diverge) Check() error { return nil }
