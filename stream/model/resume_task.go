package model

// ResumeTask continues a paused task.
type ResumeTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

var resumeTask = Usage{
	Zero:     ResumeTask{},
	Sentence: "Lets a paused task go on.",
	Example:  `{"task_id": "#1"}`,
}

// Key returns resume_task.
func (ResumeTask) Key() string { return "resume_task" }

// Check accepts every value.
func (ResumeTask) Check() error { return nil }
