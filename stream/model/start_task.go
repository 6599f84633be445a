package model

import (
	"encoding/json"
	"fmt"
)

// StartTask submits a task for a client.
type StartTask struct {
	// TaskID is chosen when the command is logged.
	TaskID string `json:"task_id,omitempty" yaml:"-"`
	// Nodes lists the ids of the nodes that the task uses. They are chosen when the command is logged.
	Nodes []string `json:"nodes,omitempty" yaml:"-"`
	// Name appears in log lines, at most 200 bytes. Defaults to "task".
	Name string `json:"name,omitempty" yaml:"name"`
	// Kind defaults to federated.
	Kind Kind `json:"kind,omitempty" yaml:"kind"`
	// Rounds is the number of rounds (or epochs), at most 10,000. Defaults to 10.
	Rounds int64 `json:"rounds,omitempty" yaml:"rounds"`
	// Clients is the number of nodes that the task asks for. Defaults to all that are free for started tasks.
	Clients int `json:"clients,omitempty" yaml:"clients"`
	// LearningRate is the peak learning rate, from 1e-9 to 1,000. Defaults to 0.01.
	LearningRate float64 `json:"learning_rate,omitempty" yaml:"learning_rate"`
	// Parameters holds the client's own parameters. They have no effect.
	Parameters map[string]json.RawMessage `json:"parameters,omitempty" yaml:"-"`
}

var startTask = Usage{
	Zero:     StartTask{},
	Sentence: "Submits a task, which takes nodes that no job has.",
	Example:  `{"name": "mnist", "rounds": 10, "clients": 2}`,
}

// Key returns start_task.
func (StartTask) Key() string { return "start_task" }

// Bytes returns about how much memory the parameters and the nodes need, also in the task's plan.
func (v StartTask) Bytes() int {
	const bytesPerNode = 64
	bytes := len(v.Name) + len(v.Nodes)*bytesPerNode
	for name, value := range v.Parameters {
		bytes += len(name) + len(value)
	}
	return bytes
}

// Check returns an error if a value is out of range.
func (v StartTask) Check() error {
	switch {
	case v.Rounds < 0 || v.Rounds > maxRounds:
		return fmt.Errorf("start_task: rounds is %d: use 1 to %d, such as 10", v.Rounds, maxRounds)
	case v.Clients < 0:
		return fmt.Errorf("start_task: clients is %d: use 1 or more, such as 2", v.Clients)
	case v.LearningRate != 0 && !(v.LearningRate >= 1e-9 && v.LearningRate <= 1e3):
		return fmt.Errorf("start_task: learning_rate is %v: use 1e-9 to 1000, such as 0.01", v.LearningRate)
	case v.Kind != "" && v.Kind != LanguageModel && v.Kind != Supervised && v.Kind != Federated:
		return fmt.Errorf("start_task: kind is %q: use %s, %s or %s", v.Kind, LanguageModel, Supervised, Federated)
	case len(v.Name) > maxTextBytes:
		return fmt.Errorf("start_task: name has %d bytes: use at most %d", len(v.Name), maxTextBytes)
	}
	return nil
}

const (
	maxRounds = 10_000
	// maxTextBytes is the length of the longest text in a command.
	maxTextBytes = 200
)
