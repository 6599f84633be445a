package service

import (
	"context"

	"trainmock/stream/model"
)

// ConsoleNode is a node in the words of the training console.
type ConsoleNode struct {
	IP     string  `json:"ip" format:"ipv4" example:"192.168.3.17"`
	CPU    float64 `json:"cpu_usage" minimum:"0" maximum:"100" doc:"Percent."`
	Memory float64 `json:"memory_usage" minimum:"0" maximum:"100" doc:"Percent."`
	Disk   float64 `json:"disk_usage" minimum:"0" maximum:"100" doc:"Percent."`

	Role model.Role `json:"role" enum:"model node,worker node,data node" doc:"The head node counts as a model node."`

	Status    string  `json:"status" enum:"alive,dead,idle"`
	Sent      float64 `json:"sent" minimum:"0" doc:"Network, KB/s."`
	Received  float64 `json:"received" minimum:"0" doc:"Network, KB/s."`
	Heartbeat int64   `json:"heartbeat" doc:"Unix milliseconds of the last contact." example:"1763921940123"`
}

// ConsoleNodes answers with the nodes.
func ConsoleNodes(ctx context.Context, _ *struct{}) ([]ConsoleNode, error) {
	list, m := []ConsoleNode{}, look(ctx)
	if err := m.turnForNodes(ctx); err != nil {
		return nil, err
	}
	for _, n := range m.view().Nodes() {
		list = append(list, ConsoleNode{
			IP: n.IP, CPU: n.CPUUsage, Memory: n.MemoryUsage, Disk: n.DiskUsage, Role: consoleRole(n.Role),
			Status: consoleStatus(n.Status), Sent: n.Sent, Received: n.Received, Heartbeat: n.Heartbeat,
		})
	}
	return list, nil
}

// consoleRole returns a role that the console knows: it has no head node.
func consoleRole(r model.Role) model.Role {
	if r == model.HeadNode {
		return model.ModelNode
	}
	return r
}

// consoleStatus returns the console's word for a node's status.
func consoleStatus(status string) string {
	switch status {
	case "training", "online":
		return "alive"
	case "offline":
		return "dead"
	default:
		return status
	}
}
