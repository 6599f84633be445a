package model

import (
	"fmt"
	"time"
)

// DrainNode takes a node out of use without losing it: no new task is placed on it. A task that runs there moves to a
// spare at its next checkpoint. Without a spare it continues to its end.
type DrainNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
	// For is the time until the node takes tasks again, at most ten years. Defaults to for good, or until
	// recover_node.
	For time.Duration `json:"for,omitempty" yaml:"for"`
}

var drainNode = Usage{
	Zero: DrainNode{},
	Sentence: "Takes a node out of use: no new task is placed on it, " +
		"a running one moves to a spare at its next checkpoint.",
	Example: `{"node_id": "#2", "for": "10m"}`,
}

// Key returns drain_node.
func (DrainNode) Key() string { return "drain_node" }

// Check returns an error if a value is out of range.
func (v DrainNode) Check() error {
	if v.For < 0 || v.For > maxAwayFor {
		return fmt.Errorf("drain_node: for is %s: use 0 (for good) to ten years, such as 10m", v.For)
	}
	return nil
}
