package service

import (
	"context"
	"strings"

	"trainmock/rest/answer"
	"trainmock/stream/model"
)

// Done is the answer of a change of the cluster.
type Done struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

// Available is the answer of GET /cluster/available-nodes.
type Available struct {
	Success bool     `json:"success"`
	Nodes   []string `json:"nodes" nullable:"false" doc:"Addresses of the nodes that are ALIVE."`
}

// AvailableNodes lists the addresses of the nodes that are alive.
func AvailableNodes(ctx context.Context, _ *struct{}) (Available, error) {
	told := Available{Success: true, Nodes: []string{}}
	for _, n := range look(ctx).view().Nodes() {
		if n.State == model.Alive {
			told.Nodes = append(told.Nodes, n.IP)
		}
	}
	return told, nil
}

// AddNodes makes addresses nodes, or brings those back that are.
func AddNodes(ctx context.Context, b *answer.Body) (Done, error) {
	list, err := parseAddresses(b)
	if err == nil {
		err = checkAddresses(list)
	}
	if err != nil {
		return Done{}, err
	}
	return add(sourceOf(ctx), list)
}

// add makes addresses nodes, which were checked. Each is added once, however often it is listed.
func add(s Source, list []string) (Done, error) {
	list = unique(list)
	for _, ip := range list {
		w, _ := s.Now()
		var v model.Verb = model.AddNode{IP: ip}
		if id, held := w.NodeAt(ip); held {
			v = model.RecoverNode{NodeID: id}
		}
		if _, err := do(s, v); err != nil {
			return Done{}, err
		}
	}
	return Done{true, "in the cluster: " + strings.Join(list, ", ")}, nil
}

// RemoveNodes takes nodes out of the cluster: they are DEAD at once.
func RemoveNodes(ctx context.Context, b *answer.Body) (Done, error) {
	list, err := parseAddresses(b)
	if err != nil {
		return Done{}, err
	}
	m := look(ctx)
	for i, ip := range list {
		if _, held := m.world.NodeAt(ip); !held {
			return Done{}, badAddress(i, "no node has the address "+model.Quote(ip)+
				": GET /cluster/available-nodes lists those there are")
		}
	}
	list = unique(list)
	for _, ip := range list {
		id, _ := m.world.NodeAt(ip)
		if _, err := do(m.source, model.RemoveNode{NodeID: id}); err != nil {
			return Done{}, err
		}
	}
	return Done{true, "removed: " + strings.Join(list, ", ")}, nil
}

// CreateCluster brings all nodes into service, and addresses beside them if some are given.
func CreateCluster(ctx context.Context, b *answer.Body) (Done, error) {
	var list []string
	var err error
	if !b.IsEmpty() {
		list, err = parseAnyAddresses(b)
	}
	if err == nil {
		err = checkAddresses(list)
	}
	if err != nil {
		return Done{}, err
	}
	m := look(ctx)
	for _, n := range m.view().Nodes() {
		if n.State == model.Alive {
			continue
		}
		if _, err := do(m.source, model.RecoverNode{NodeID: n.ID}); err != nil {
			return Done{}, err
		}
	}
	if len(list) > 0 {
		return add(m.source, list)
	}
	return Done{true, "the cluster is running"}, nil
}

// StopCluster takes all nodes out of service.
func StopCluster(ctx context.Context, b *answer.Body) (Done, error) {
	if err := b.Err(); err != nil {
		return Done{}, err
	}
	m := look(ctx)
	for _, n := range m.view().Nodes() {
		if n.State == model.Dead {
			continue
		}
		if _, err := do(m.source, model.RemoveNode{NodeID: n.ID}); err != nil {
			return Done{}, err
		}
	}
	return Done{true, "the cluster is stopped"}, nil
}
