package model

// RemoveNode takes a node out of the cluster: it is DEAD at once, until recover_node.
type RemoveNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
}

var removeNode = Usage{
	Zero:     RemoveNode{},
	Sentence: "Takes a node out of the cluster: it is DEAD at once, until recover_node.",
	Example:  `{"node_id": "#2"}`,
}

// Key returns remove_node.
func (RemoveNode) Key() string { return "remove_node" }

// Check accepts every value.
func (RemoveNode) Check() error { return nil }
