package model

import "fmt"

// SlowNode makes a node slow until recover_node: the steps of its task take Factor times as long.
type SlowNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
	// Factor is from 1 to 100.
	Factor float64 `json:"factor" yaml:"factor"`
}

var slowNode = Usage{
	Zero:     SlowNode{},
	Sentence: "Makes a node slow until recover_node: its task's steps take factor times as long.",
	Example:  `{"node_id": "#2", "factor": 2}`,
}

// Key returns slow_node.
func (SlowNode) Key() string { return "slow_node" }

// Check returns an error if a value is out of range.
func (v SlowNode) Check() error {
	if !(v.Factor >= 1 && v.Factor <= maxFactor) {
		return fmt.Errorf("slow_node: factor is %v: use 1 to %d, such as 2", v.Factor, maxFactor)
	}
	return nil
}

// maxFactor is the largest factor of slow_node.
const maxFactor = 100
