package service

import (
	"context"
	"strings"

	"trainmock/rest/answer"
	"trainmock/stream/model"
)

// Done is the answer to a change of the cluster.
type Done struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
}

// Available is the answer to GET /cluster/available-nodes.
type Available struct {
	Success bool     `json:"success"`
	Nodes   []string `json:"nodes" doc:"Addresses of the nodes that are ALIVE."`
}

// AvailableNodes answers with the addresses of the nodes that are alive.
func AvailableNodes(ctx context.Context, _ *struct{}) (Available, error) {
	answered := Available{Success: true, Nodes: []string{}}
	m := look(ctx)
	if err := m.turnForNodes(ctx); err != nil {
		return answered, err
	}
	for _, n := range m.view().Cluster().Nodes {
		if n.State == model.Alive {
			answered.Nodes = append(answered.Nodes, n.IP)
		}
	}
	return answered, nil
}

// AddNodes adds a node for each address, or recovers the node that has it.
func AddNodes(ctx context.Context, b *answer.Body) (Done, error) {
	list, err := parseAddresses(b)
	if err == nil {
		err = checkAddresses(list)
	}
	if err != nil {
		return Done{}, err
	}
	list = unique(list)
	_, err = do(ctx, func(m moment) ([]model.Verb, error) { return m.additions(list), nil })
	if err != nil {
		return Done{}, err
	}
	return inCluster(list), nil
}

// additions returns the verbs that add or recover the nodes of a list of addresses, checked and without repetitions.
func (m moment) additions(list []string) []model.Verb {
	verbs := make([]model.Verb, len(list))
	for i, ip := range list {
		verbs[i] = model.AddNode{IP: ip}
		if id, held := m.world.NodeAt(ip); held {
			verbs[i] = model.RecoverNode{NodeID: id}
		}
	}
	return verbs
}

// inCluster returns the answer for addresses that are now in the cluster.
func inCluster(list []string) Done { return Done{true, "in the cluster: " + strings.Join(list, ", ")} }

// RemoveNodes takes nodes out of the cluster. They are DEAD at once.
func RemoveNodes(ctx context.Context, b *answer.Body) (Done, error) {
	list, err := parseAddresses(b)
	if err != nil {
		return Done{}, err
	}
	_, err = do(ctx, func(m moment) ([]model.Verb, error) { return m.removals(list) })
	if err != nil {
		return Done{}, err
	}
	return Done{true, "removed: " + strings.Join(unique(list), ", ")}, nil
}

// removals returns the verbs that remove the nodes of a list of addresses, once each. It refuses an address that no
// node has.
func (m moment) removals(list []string) ([]model.Verb, error) {
	ids := map[string]string{}
	for i, ip := range list {
		id, held := m.world.NodeAt(ip)
		if !held {
			return nil, badAddress(i, "no node has the address "+model.Quote(ip)+
				": GET /cluster/available-nodes lists those there are")
		}
		ids[ip] = id
	}
	var verbs []model.Verb
	for _, ip := range unique(list) {
		verbs = append(verbs, model.RemoveNode{NodeID: ids[ip]})
	}
	return verbs, nil
}

// CreateCluster recovers all nodes, and adds the addresses of the body, if there are any.
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
	list = unique(list)
	added := map[string]bool{}
	for _, ip := range list {
		added[ip] = true
	}
	_, err = do(ctx, func(m moment) ([]model.Verb, error) {
		var verbs []model.Verb
		for _, n := range m.view().Cluster().Nodes {
			if n.State != model.Alive && !added[n.IP] {
				verbs = append(verbs, model.RecoverNode{NodeID: n.ID})
			}
		}
		return append(verbs, m.additions(list)...), nil
	})
	switch {
	case err != nil:
		return Done{}, err
	case len(list) > 0:
		return inCluster(list), nil
	default:
		return Done{true, "the cluster is running"}, nil
	}
}

// StopCluster removes all nodes.
func StopCluster(ctx context.Context, b *answer.Body) (Done, error) {
	if err := b.Err(); err != nil {
		return Done{}, err
	}
	_, err := do(ctx, func(m moment) ([]model.Verb, error) {
		var verbs []model.Verb
		for _, n := range m.view().Cluster().Nodes {
			if n.State != model.Dead {
				verbs = append(verbs, model.RemoveNode{NodeID: n.ID})
			}
		}
		return verbs, nil
	})
	if err != nil {
		return Done{}, err
	}
	return Done{true, "the cluster is stopped"}, nil
}
