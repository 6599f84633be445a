package service

import (
	"bytes"
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// taskList is a JSON object of tasks and their statuses that keeps their order.
type taskList []model.TaskState

// Schema describes the object, whose form is not that of the Go type.
func (taskList) Schema(huma.Registry) *huma.Schema {
	status := &huma.Schema{
		Type: huma.TypeString, Enum: []any{"running", "completed", "failed", "paused", "pending", "deleted"},
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: status, Description: "Task id to status, those that run first.",
		Examples: []any{map[string]any{"task_1f2e3d4c": "running"}},
	}
}

// MarshalJSON writes the tasks one after the other.
func (l taskList) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, t := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		// Ids and statuses need no escapes.
		fmt.Fprintf(&b, "%q:%q", t.ID, t.Status)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// ListTasks lists the current tasks and those that ended lately, the running ones first.
func ListTasks(ctx context.Context, _ *struct{}) (taskList, error) {
	return taskList(look(ctx).view().TaskStates()), nil
}
