package world

import (
	"fmt"

	"trainmock/stream/model"
)

// addedGroup describes the nodes that commands add.
var addedGroup = model.Group{Name: "added", Role: model.WorkerNode, CPUs: 64, MemoryGB: 256}

var addNode = verb{key: model.AddNode{}.Key(), resolve: (*World).resolveAddNode, apply: (*World).addNode}

// resolveAddNode checks the address of a new node and chooses the node's id.
func (w *World) resolveAddNode(c model.Command) (model.Command, error) {
	v := c.Verb.(model.AddNode)
	if n := w.nodeAt(v.IP); n != nil {
		return c, fmt.Errorf("add_node: ip %s is that of %s: use one that no node has", v.IP, n.id)
	}
	switch {
	case v.NodeID != "" && (!model.PlainID(v.NodeID) || w.HasNode(v.NodeID)):
		return c, fmt.Errorf("add_node: node_id %s is taken or no id: leave it out", model.Quote(v.NodeID))
	case v.NodeID == "":
		k := w.key.Of(aboutNode, aboutCommand).OfText(v.IP)
		v.NodeID = freeNodeID(k, nodeIDSpace(len(w.nodes)+1), w.HasNode)
	}
	c.Verb = v
	return c, nil
}

// addNode adds the node that a command describes.
func (w *World) addNode(c model.Command) bool {
	v := c.Verb.(model.AddNode)
	n := &node{
		id: v.NodeID, name: nameOf(v.NodeID), ip: v.IP, key: w.key.Of(aboutNode, aboutCommand).OfText(v.IP),
		group: &addedGroup, since: c.At, index: len(w.nodes), free: len(w.tasks.started.free),
	}
	w.nodes = append(w.nodes, n)
	w.addedByID, w.addedByIP = w.addedByID.Set(n.id, n), w.addedByIP.Set(n.ip, n)
	w.tasks.started = w.tasks.started.withNode(n)
	return true
}

// nodeAt returns the node with an address, or nil.
func (w *World) nodeAt(ip string) *node {
	if n, ok := w.addedByIP.Get(ip); ok {
		return n
	}
	return w.byIP[ip]
}

// NodeAt returns the id of the node with an address, and whether there is one.
func (w *World) NodeAt(ip string) (id string, ok bool) {
	if n := w.nodeAt(ip); n != nil {
		return n.id, true
	}
	return "", false
}
