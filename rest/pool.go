package rest

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/stream/ask"
	"trainmock/stream/model"
	"trainmock/stream/world"
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

// Validated is the answer of POST /cluster/validate-nodes.
type Validated struct {
	Success bool               `json:"success"`
	Valid   []string           `json:"valid_nodes" nullable:"false"`
	Invalid []string           `json:"invalid_nodes" nullable:"false"`
	Details map[string]Verdict `json:"details" doc:"By address."`
}

// Verdict is what is to be said of one address.
type Verdict struct {
	Status  string `json:"status" enum:"valid,invalid"`
	Message string `json:"message"`
}

// maxAddresses is how many addresses a request may name: twice the largest cluster that comes with the program.
const maxAddresses = 2000

const nodesExample = `{"nodes": ["192.168.3.17"]}`

// nodesSchema describes a body with addresses.
var nodesSchema = &huma.Schema{
	Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"nodes"},
	Properties: map[string]*huma.Schema{"nodes": {
		Type: huma.TypeArray, Items: &huma.Schema{Type: huma.TypeString}, MaxItems: new(maxAddresses), Description: "IPv4 addresses.",
	}},
}

// addresses reads the addresses in a body. Where they are optional, so is the body.
func (q *withBody) addresses(optional bool) ([]string, error) {
	var asked struct {
		Nodes []string `json:"nodes"`
	}
	if optional && len(q.body) == 0 && q.failure == nil {
		return nil, nil
	}
	if err := q.parse(&asked, nodesExample); err != nil {
		return nil, err
	}
	if len(asked.Nodes) == 0 && !optional {
		return nil, ask.InvalidAll([]ask.Fault{fault("there are no addresses: send, for example, "+nodesExample, "missing", "nodes")})
	}
	if n := len(asked.Nodes); n > maxAddresses {
		return nil, ask.InvalidAll([]ask.Fault{fault(fmt.Sprintf("%d addresses are too many: send at most %d at a time", n, maxAddresses), "list.max_items", "nodes")})
	}
	return asked.Nodes, nil
}

// verdict says whether an address can be a node of the cluster.
func verdict(w *world.World, v world.View, ip string) Verdict {
	address, err := netip.ParseAddr(ip)
	id, held := w.NodeAt(ip)
	switch {
	case err != nil || !address.Is4():
		return Verdict{"invalid", model.Quote(ip) + " is not an IPv4 address: use, for example, 192.168.3.17"}
	case !held:
		return Verdict{"valid", "reachable, not in the cluster"}
	case v.Node(id).State != model.Alive:
		return Verdict{"invalid", "node " + id + " does not answer: it is " + string(v.Node(id).State)}
	default:
		return Verdict{"valid", "node " + id + " of the cluster"}
	}
}

func (a *api) validateNodes(q *withBody) (Validated, error) {
	list, err := q.addresses(false)
	if err != nil {
		return Validated{}, err
	}
	w, now := a.Source.Now()
	answer := Validated{Success: true, Valid: []string{}, Invalid: []string{}, Details: map[string]Verdict{}}
	for _, ip := range list {
		answer.Details[ip] = verdict(w, w.At(now), ip)
		if answer.Details[ip].Status == "valid" {
			answer.Valid = append(answer.Valid, ip)
		} else {
			answer.Invalid = append(answer.Invalid, ip)
		}
	}
	return answer, nil
}

func (a *api) availableNodes(*struct{}) (Available, error) {
	w, now := a.Source.Now()
	answer := Available{Success: true, Nodes: []string{}}
	for _, n := range w.At(now).Nodes() {
		if n.State == model.Alive {
			answer.Nodes = append(answer.Nodes, n.IP)
		}
	}
	return answer, nil
}

// addNodes makes addresses nodes, or brings those back that are.
func (a *api) addNodes(q *withBody) (Done, error) {
	list, err := q.addresses(false)
	if err != nil {
		return Done{}, err
	}
	for i, ip := range list {
		if address, err := netip.ParseAddr(ip); err != nil || !address.Is4() {
			return Done{}, badAddress(i, model.Quote(ip)+" is not an IPv4 address: use, for example, 192.168.3.17")
		}
	}
	for _, ip := range list {
		w, _ := a.Source.Now()
		c := model.Command{Verb: model.AddNode{IP: ip}}
		if id, held := w.NodeAt(ip); held {
			c = model.Command{Verb: model.RecoverNode{NodeID: id}}
		}
		if _, _, err := a.Source.Do(c); err != nil {
			return Done{}, refuseCommand(err)
		}
	}
	return Done{true, "in the cluster: " + strings.Join(list, ", ")}, nil
}

// removeNodes takes nodes out of the cluster: they are DEAD at once.
func (a *api) removeNodes(q *withBody) (Done, error) {
	list, err := q.addresses(false)
	if err != nil {
		return Done{}, err
	}
	w, _ := a.Source.Now()
	for i, ip := range list {
		if _, held := w.NodeAt(ip); !held {
			return Done{}, badAddress(i, "no node has the address "+model.Quote(ip)+": GET /cluster/available-nodes lists those there are")
		}
	}
	for _, ip := range list {
		id, _ := w.NodeAt(ip)
		if err := a.remove(id); err != nil {
			return Done{}, err
		}
	}
	return Done{true, "removed: " + strings.Join(list, ", ")}, nil
}

func (a *api) remove(id string) error {
	_, _, err := a.Source.Do(model.Command{Verb: model.RemoveNode{NodeID: id}})
	return refuseCommand(err)
}

// createCluster brings all nodes into service, and addresses beside them if some are given.
func (a *api) createCluster(q *withBody) (Done, error) {
	list, err := q.addresses(true)
	if err != nil {
		return Done{}, err
	}
	w, now := a.Source.Now()
	for _, n := range w.At(now).Nodes() {
		if n.State == model.Alive {
			continue
		}
		if _, _, err := a.Source.Do(model.Command{Verb: model.RecoverNode{NodeID: n.ID}}); err != nil {
			return Done{}, refuseCommand(err)
		}
	}
	if len(list) > 0 {
		return a.addNodes(q)
	}
	return Done{true, "the cluster is running"}, nil
}

// stopCluster takes all nodes out of service.
func (a *api) stopCluster(q *withBody) (Done, error) {
	if q.failure != nil {
		return Done{}, q.failure
	}
	w, now := a.Source.Now()
	for _, n := range w.At(now).Nodes() {
		if n.State == model.Dead {
			continue
		}
		if err := a.remove(n.ID); err != nil {
			return Done{}, err
		}
	}
	return Done{true, "the cluster is stopped"}, nil
}

// badAddress refuses the i-th address of a list.
func badAddress(i int, message string) error {
	return ask.InvalidAll([]ask.Fault{fault(message, "ip", "nodes", strconv.Itoa(i))})
}
