package world

import (
	"encoding/json"
	"fmt"
	"time"
)

// Command is one change that somebody made to a world. A world is a function of the commands before the instant asked
// about, so a command holds what it does and since when, and nothing that depends on when it is asked. Exactly one of
// the pointers is set.
//
// A node or task is named by its id. In a scenario's timeline, where ids are not known, "#2" is the second node in the
// cluster's order, or the task that the second slot has at the command's instant.
type Command struct {
	// At is when the command takes effect, as time since the start.
	At time.Duration `json:"at" yaml:"at"`

	FailNode    *FailNode  `json:"fail_node,omitempty" yaml:"fail_node"`
	RecoverNode *NodeRef   `json:"recover_node,omitempty" yaml:"recover_node"`
	SlowNode    *SlowNode  `json:"slow_node,omitempty" yaml:"slow_node"`
	AddNode     *AddNode   `json:"add_node,omitempty" yaml:"add_node"`
	RemoveNode  *NodeRef   `json:"remove_node,omitempty" yaml:"remove_node"`
	StartTask   *StartTask `json:"start_task,omitempty" yaml:"start_task"`
	PauseTask   *TaskRef   `json:"pause_task,omitempty" yaml:"pause_task"`
	ResumeTask  *TaskRef   `json:"resume_task,omitempty" yaml:"resume_task"`
	FailTask    *FailTask  `json:"fail_task,omitempty" yaml:"fail_task"`
	CancelTask  *TaskRef   `json:"cancel_task,omitempty" yaml:"cancel_task"`
	DeleteTask  *TaskRef   `json:"delete_task,omitempty" yaml:"delete_task"`
	LossSpike   *LossSpike `json:"loss_spike,omitempty" yaml:"loss_spike"`
	Diverge     *TaskRef   `json:"diverge,omitempty" yaml:"diverge"`
}

// NodeRef names a node.
type NodeRef struct {
	NodeID string `json:"node_id" yaml:"node_id"`
}

// TaskRef names a task.
type TaskRef struct {
	TaskID string `json:"task_id" yaml:"task_id"`
}

// FailNode loses a node: contact ends at once, UNKNOWN and DEAD follow as in any incident.
type FailNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
	// For is the time until the node is back. Defaults to for good, or until recover_node.
	For time.Duration `json:"for,omitempty" yaml:"for"`
}

// SlowNode makes a node slow until recover_node: its task's steps take Factor times as long.
type SlowNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
	// Factor is from 1 to 100.
	Factor float64 `json:"factor" yaml:"factor"`
}

// AddNode makes an address a node of the cluster, free for started tasks.
type AddNode struct {
	// IP is an IPv4 address that no node has.
	IP string `json:"ip" yaml:"ip"`
	// NodeID is decided when the command is logged.
	NodeID string `json:"node_id,omitempty" yaml:"-"`
}

// StartTask submits a task of a client's.
type StartTask struct {
	// TaskID is given when the command is logged.
	TaskID string `json:"task_id,omitempty" yaml:"-"`
	// Nodes are those that the task is placed on; decided when the command is logged.
	Nodes []string `json:"nodes,omitempty" yaml:"-"`
	// Name appears in log lines. Defaults to "task".
	Name string `json:"name,omitempty" yaml:"name"`
	// Kind defaults to federated.
	Kind Kind `json:"kind,omitempty" yaml:"kind"`
	// Rounds (or epochs) to train. Defaults to 10; at most 10,000.
	Rounds int64 `json:"rounds,omitempty" yaml:"rounds"`
	// Clients is how many nodes the task asks for. Defaults to all that are free for started tasks.
	Clients int `json:"clients,omitempty" yaml:"clients"`
	// LearningRate is the peak of the schedule. Defaults to 0.01.
	LearningRate float64 `json:"learning_rate,omitempty" yaml:"learning_rate"`
	// Parameters are kept as the client sent them; they decide nothing.
	Parameters map[string]json.RawMessage `json:"parameters,omitempty" yaml:"-"`
}

// FailTask ends a task as failed.
type FailTask struct {
	TaskID string `json:"task_id" yaml:"task_id"`
	// Reason defaults to "failed on request".
	Reason string `json:"reason,omitempty" yaml:"reason"`
}

// LossSpike makes a task's loss jump and recover.
type LossSpike struct {
	TaskID string `json:"task_id" yaml:"task_id"`
	// Factor is the peak over the loss before, from 1 to 1,000. Defaults to 2.3, as in BLOOM-176B's logbook.
	Factor float64 `json:"factor,omitempty" yaml:"factor"`
}

// The ranges of commands.
const (
	maxFactor     = 100
	maxSpike      = 1000
	maxRounds     = 10_000
	maxFailFor    = 10 * 365 * 24 * time.Hour
	maxReasonSize = 200
)

// nodeID is where the command names a node; nil if it names none.
func (c *Command) nodeID() *string {
	switch {
	case c.FailNode != nil:
		return &c.FailNode.NodeID
	case c.RecoverNode != nil:
		return &c.RecoverNode.NodeID
	case c.SlowNode != nil:
		return &c.SlowNode.NodeID
	case c.RemoveNode != nil:
		return &c.RemoveNode.NodeID
	default:
		return nil
	}
}

// taskID is where the command names a task that exists; nil if it names none.
func (c *Command) taskID() *string {
	for _, ref := range []*TaskRef{c.PauseTask, c.ResumeTask, c.CancelTask, c.DeleteTask, c.Diverge} {
		if ref != nil {
			return &ref.TaskID
		}
	}
	switch {
	case c.FailTask != nil:
		return &c.FailTask.TaskID
	case c.LossSpike != nil:
		return &c.LossSpike.TaskID
	default:
		return nil
	}
}

// clone is a copy that shares nothing that can change.
func (c Command) clone() Command {
	c.FailNode, c.RecoverNode, c.SlowNode = cloned(c.FailNode), cloned(c.RecoverNode), cloned(c.SlowNode)
	c.AddNode, c.RemoveNode, c.DeleteTask = cloned(c.AddNode), cloned(c.RemoveNode), cloned(c.DeleteTask)
	c.StartTask, c.PauseTask, c.ResumeTask = cloned(c.StartTask), cloned(c.PauseTask), cloned(c.ResumeTask)
	c.FailTask, c.CancelTask, c.LossSpike, c.Diverge = cloned(c.FailTask), cloned(c.CancelTask), cloned(c.LossSpike), cloned(c.Diverge)
	return c
}

func cloned[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// verbs counts the commands that are set.
func (c *Command) verbs() int {
	n := 0
	for _, set := range []bool{
		c.FailNode != nil, c.RecoverNode != nil, c.SlowNode != nil, c.StartTask != nil, c.PauseTask != nil,
		c.ResumeTask != nil, c.FailTask != nil, c.CancelTask != nil, c.DeleteTask != nil, c.AddNode != nil, c.RemoveNode != nil, c.LossSpike != nil, c.Diverge != nil,
	} {
		if set {
			n++
		}
	}
	return n
}

// Check refuses values that are out of range. The message begins with the verb and the key: "slow_node: factor is …".
func (c *Command) Check() error {
	switch {
	case c.verbs() != 1:
		return fmt.Errorf("a command has exactly one verb, such as fail_node; this one has %d", c.verbs())
	case c.FailNode != nil && (c.FailNode.For < 0 || c.FailNode.For > maxFailFor):
		return fmt.Errorf("fail_node: for is %s: use 0 (for good) to ten years, such as 2m", c.FailNode.For)
	case c.SlowNode != nil && !(c.SlowNode.Factor >= 1 && c.SlowNode.Factor <= maxFactor):
		return fmt.Errorf("slow_node: factor is %v: use 1 to %d, such as 2", c.SlowNode.Factor, maxFactor)
	case c.LossSpike != nil && c.LossSpike.Factor != 0 && !(c.LossSpike.Factor >= 1 && c.LossSpike.Factor <= maxSpike):
		return fmt.Errorf("loss_spike: factor is %v: use 1 to %d, such as 2.3", c.LossSpike.Factor, maxSpike)
	case c.FailTask != nil && len(c.FailTask.Reason) > maxReasonSize:
		return fmt.Errorf("fail_task: reason has %d bytes: use at most %d", len(c.FailTask.Reason), maxReasonSize)
	case c.AddNode != nil:
		return c.AddNode.check()
	case c.StartTask != nil:
		return c.StartTask.check()
	}
	return nil
}

func (c *StartTask) check() error {
	switch {
	case c.Rounds < 0 || c.Rounds > maxRounds:
		return fmt.Errorf("start_task: rounds is %d: use 1 to %d, such as 10", c.Rounds, maxRounds)
	case c.Clients < 0:
		return fmt.Errorf("start_task: clients is %d: use 1 or more, such as 2", c.Clients)
	case c.LearningRate != 0 && !(c.LearningRate >= 1e-9 && c.LearningRate <= 1e3):
		return fmt.Errorf("start_task: learning_rate is %v: use 1e-9 to 1000, such as 0.01", c.LearningRate)
	case c.Kind != "" && c.Kind != LanguageModel && c.Kind != Supervised && c.Kind != Federated:
		return fmt.Errorf("start_task: kind is %q: use %s, %s or %s", c.Kind, LanguageModel, Supervised, Federated)
	case len(c.Name) > maxReasonSize:
		return fmt.Errorf("start_task: name has %d bytes: use at most %d", len(c.Name), maxReasonSize)
	}
	return nil
}
