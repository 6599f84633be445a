package model

import "fmt"

// FailTask ends a task as failed.
type FailTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
	// Reason is shown in the log, at most 200 bytes. Defaults to "failed on request".
	Reason string `json:"reason,omitempty" yaml:"reason"`
}

var failTask = Usage{
	Zero:     FailTask{},
	Sentence: "Ends a task as failed.",
	Example:  `{"task_id": "#1", "reason": "out of memory"}`,
}

// Key returns fail_task.
func (FailTask) Key() string { return "fail_task" }

// Check returns an error if a value is out of range.
func (v FailTask) Check() error {
	if len(v.Reason) > maxTextBytes {
		return fmt.Errorf("fail_task: reason has %d bytes: use at most %d", len(v.Reason), maxTextBytes)
	}
	return nil
}
