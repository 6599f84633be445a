package service

import (
	"context"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/turn"
	"trainmock/stream/world"
)

// Validated is the answer to POST /cluster/validate-nodes.
type Validated struct {
	Success bool               `json:"success"`
	Valid   []string           `json:"valid_nodes"`
	Invalid []string           `json:"invalid_nodes"`
	Details map[string]Verdict `json:"details" doc:"By address."`
}

// Verdict holds whether one address can be a node, and why.
type Verdict struct {
	Status  string `json:"status" enum:"valid,invalid"`
	Message string `json:"message"`
}

// ValidateNodes answers with a verdict for each address.
func ValidateNodes(ctx context.Context, b *answer.Body) (Validated, error) {
	list, err := parseAddresses(b)
	if err != nil {
		return Validated{}, err
	}
	if err := turn.Take(ctx, int64(len(list))*bytesPerItem); err != nil {
		return Validated{}, err
	}
	m := look(ctx)
	v := m.view()
	answered := Validated{Success: true, Valid: []string{}, Invalid: []string{}, Details: map[string]Verdict{}}
	for _, ip := range list {
		answered.Details[ip] = verdict(m.world, v, ip)
		if answered.Details[ip].Status == "valid" {
			answered.Valid = append(answered.Valid, ip)
		} else {
			answered.Invalid = append(answered.Invalid, ip)
		}
	}
	return answered, nil
}

// verdict returns whether an address can be a node.
func verdict(w *world.World, v world.View, ip string) Verdict {
	id, held := w.NodeAt(ip)
	switch {
	case !isIPv4(ip):
		return Verdict{"invalid", notIPv4(ip)}
	case !held:
		return Verdict{"valid", "reachable, not in the cluster"}
	}
	if state := v.Node(id).State; state != model.Alive {
		return Verdict{"invalid", "node " + id + " does not answer: it is " + string(state)}
	}
	return Verdict{"valid", "node " + id + " of the cluster"}
}
