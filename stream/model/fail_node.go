package model

import (
	"fmt"
	"time"
)

// FailNode loses a node: contact ends at once. UNKNOWN and DEAD follow as in any incident.
type FailNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
	// For is the time until the node is back, at most ten years. Defaults to for good, or until recover_node.
	For time.Duration `json:"for,omitempty" yaml:"for"`
}

var failNode = Usage{
	Zero:     FailNode{},
	Sentence: "Loses a node: contact ends at once, UNKNOWN and DEAD follow as in any incident.",
	Example:  `{"node_id": "#2", "for": "2m"}`,
}

// Key returns fail_node.
func (FailNode) Key() string { return "fail_node" }

// Check returns an error if a value is out of range.
func (v FailNode) Check() error {
	if v.For < 0 || v.For > maxAwayFor {
		return fmt.Errorf("fail_node: for is %s: use 0 (for good) to ten years, such as 2m", v.For)
	}
	return nil
}

// maxAwayFor is the longest time that a node can be lost or drained, other than for good.
const maxAwayFor = 10 * 365 * 24 * time.Hour
