package world

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"
)

// addedGroup is what a node is that a command added.
var addedGroup = Group{Name: "added", Role: WorkerNode, CPUs: 64, MemoryGB: 256}

func (c *AddNode) check() error {
	if address, err := netip.ParseAddr(c.IP); err != nil || !address.Is4() {
		return fmt.Errorf("add_node: ip is %q: use an IPv4 address, such as 192.168.3.17", c.IP)
	}
	return nil
}

// welcome decides the id of a node to be added.
func (w *World) welcome(c Command) (Command, error) {
	if n := w.nodeAt(c.AddNode.IP); n != nil {
		return c, fmt.Errorf("add_node: ip %s is that of %s: use one that no node has", c.AddNode.IP, n.id)
	}
	if c.AddNode.NodeID == "" {
		k := w.key.Of(aboutNode, aboutCommand).OfText(c.AddNode.IP)
		c.AddNode.NodeID = freeNodeID(k, nodeIDSpace(len(w.nodes)+1), w.HasNode)
	}
	return c, nil
}

// add makes the node that a command describes.
func (w *World) add(c Command) {
	n := &node{
		id: c.AddNode.NodeID, ip: c.AddNode.IP, key: w.key.Of(aboutNode, aboutCommand).OfText(c.AddNode.IP),
		group: &addedGroup, since: c.At,
	}
	w.nodes = append(slices.Clip(w.nodes), n)
	w.byID = maps.Clone(w.byID)
	w.byID[n.id] = n
	w.started = w.started.again(len(w.started.commands))
	w.started.free = append(slices.Clip(w.started.free), n)
}

// nodeAt is the node with an address; nil if there is none.
func (w *World) nodeAt(ip string) *node {
	for _, n := range w.nodes {
		if n.ip == ip {
			return n
		}
	}
	return nil
}

// NodeAt is the id of the node with an address, and whether there is one.
func (w *World) NodeAt(ip string) (id string, ok bool) {
	if n := w.nodeAt(ip); n != nil {
		return n.id, true
	}
	return "", false
}

// Deleted says whether a task was deleted by t, as time since the start.
func (w *World) Deleted(id string, t time.Duration) bool {
	at, ok := w.deleted[id]
	return ok && at <= t
}
