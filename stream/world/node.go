package world

import (
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// node is a machine of the cluster, or one that is derived from an id.
type node struct {
	id, ip string
	// name is the name under which it reports.
	name  string
	key   chance.Key
	group *model.Group
	// chassis has the model of its GPUs and the air flow past them.
	chassis *chassis
	// lemon marks a node that fails more often than others.
	lemon bool
	// slot is the source of the tasks that run here, or nil.
	slot *slot
	// since is when the node joined the cluster. For the scenario's own nodes it is always.
	since time.Duration
	// index is the node's index in the cluster's order, free its index among the nodes for started tasks. They are
	// noIndex if the node is not in that list.
	index, free int
	// derived marks a node that the world does not contain. task is the id of the task that it works on, or empty.
	derived bool
	task    string
	// planned is the plan of that task.
	planned once[plan]
	// cards are its GPUs.
	cards once[[]card]
	// calm is the span around the instant that was asked about last: most questions are about the present.
	calm atomic.Pointer[calm]
}

// noIndex stands for the index of something that is not in a list.
const noIndex = -1

// nameOf returns the name of the node with an id.
func nameOf(id string) string { return "Ray Node " + id }

// newNodes creates the nodes of a scenario in cluster order, with unique ids and addresses.
func newNodes(root chance.Key, groups []model.Group) []*node {
	var nodes []*node
	taken := map[string]bool{}
	addresses := newAddresses(root)
	space := nodeIDSpace(countNodes(groups))
	for g := range groups {
		air := newChassis(root, groups[g].GPU, groups[g].GPUs)
		for range groups[g].Count {
			k := root.Of(aboutNode, uint64(len(nodes)))
			id := freeNodeID(k, space, func(id string) bool { return taken[id] })
			nodes = append(nodes, &node{
				id: id, name: nameOf(id),
				ip:    addresses.at(len(nodes)),
				key:   k,
				group: &groups[g], chassis: air,
				since: always,
				index: len(nodes),
				free:  noIndex,
			})
			taken[id] = true
			nodes[len(nodes)-1].lemon = isLemon(root, len(nodes)-1)
		}
	}
	return nodes
}

// isLemon reports whether the node with an index fails more often than others: one of each lemonOf in the cluster's
// order.
func isLemon(root chance.Key, index int) bool {
	return index%lemonOf == root.Of(aboutLemon, uint64(index/lemonOf)).Below(lemonOf)
}

func countNodes(groups []model.Group) int {
	count := 0
	for _, g := range groups {
		count += g.Count
	}
	return count
}

// nodeIDSpace returns the count of numbers from which the ids of a cluster's nodes are drawn. Ids have four digits, as
// in the service, or more if a quarter of those numbers is not enough.
func nodeIDSpace(nodes int) int {
	space := 9000
	for space < 4*nodes {
		space *= 10
	}
	return space
}

// maxDraws limits the random draws for an id. As at most a quarter of the ids is taken, all of them fail once in 4³²
// times.
const maxDraws = 32

// freeNodeID draws ids until one is free. After maxDraws it takes the next free one in order, so that it ends as long
// as one is free.
func freeNodeID(k chance.Key, space int, taken func(id string) bool) string {
	number, id := 0, ""
	for try := range uint64(maxDraws) {
		number = k.Of(aboutNodeID, try).Below(space)
		if id = nodeID(number, space); !taken(id) {
			return id
		}
	}
	for taken(id) {
		number = (number + 1) % space
		id = nodeID(number, space)
	}
	return id
}

const nodePrefix = "node_"

// nodeID returns the id with a number below space. Its digits are as many as space has.
func nodeID(number, space int) string { return nodePrefix + strconv.Itoa(space/9+number) }

// addresses assigns private IPv4 addresses to the nodes of a cluster.
type addresses struct{ first, network int }

func newAddresses(root chance.Key) addresses {
	return addresses{first: 10 + root.Of(aboutAddress).Below(40), network: root.Of(aboutAddress, 1).Below(200)}
}

// at returns the address of the cluster's i-th node. Up to 200 nodes share a /24 network; the others follow in the
// next ones.
func (a addresses) at(i int) string {
	if a.network+i/200 < 256 {
		return fmt.Sprintf("192.168.%d.%d", a.network+i/200, a.first+i%200)
	}
	return fmt.Sprintf("10.%d.%d.%d", 1+i/50000, i/200%250, a.first+i%200)
}
