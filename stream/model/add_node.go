package model

import (
	"fmt"
	"net/netip"
)

// AddNode adds a node to the cluster. It is free for started tasks.
type AddNode struct {
	// IP is an IPv4 address that no node has.
	IP string `json:"ip" yaml:"ip"`
	// NodeID is chosen when the command is logged.
	NodeID string `json:"node_id,omitempty" yaml:"-"`
}

var addNode = Usage{
	Zero:     AddNode{},
	Sentence: "Makes an address a node of the cluster, free for started tasks.",
	Example:  `{"ip": "192.168.3.17"}`,
}

// Key returns add_node.
func (AddNode) Key() string { return "add_node" }

// Check returns an error if a value is out of range.
func (v AddNode) Check() error {
	if address, err := netip.ParseAddr(v.IP); err != nil || !address.Is4() {
		return fmt.Errorf("add_node: ip is %q: use an IPv4 address, such as 192.168.3.17", v.IP)
	}
	return nil
}
