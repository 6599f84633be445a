package model

// RecoverNode brings a node back that is lost, removed, slow or drained.
type RecoverNode struct {
	NodeID string `json:"node_id" yaml:"node_id"`
}

var recoverNode = Usage{
	Zero:     RecoverNode{},
	Sentence: "Brings a node back that is lost, removed, slow or drained.",
	Example:  `{"node_id": "#2"}`,
}

// Key returns recover_node.
func (RecoverNode) Key() string { return "recover_node" }

// Check accepts every value.
func (RecoverNode) Check() error { return nil }
