package service

import (
	"bytes"
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/model"
)

// taskList is written as one JSON object, task id to status, in the order of the list.
type taskList []model.TaskState

// Schema describes the object. It implements huma.SchemaProvider, because the Go type is a list.
func (taskList) Schema(huma.Registry) *huma.Schema {
	status := &huma.Schema{
		Type: huma.TypeString, Enum: []any{"running", "completed", "failed", "paused", "pending", "deleted"},
	}
	return &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: status, Description: "Task id to status, those that run first.",
		Examples: []any{map[string]any{"task_1f2e3d4c": "running"}},
	}
}

// MarshalJSON writes the object. A map of Go would be sorted by id.
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

// ListTasks answers with the current tasks and those that ended lately, the running ones first.
func ListTasks(ctx context.Context, _ *struct{}) (taskList, error) {
	m := look(ctx)
	if err := m.turnForTasks(ctx); err != nil {
		return nil, err
	}
	return taskList(m.view().TaskStates()), nil
}
