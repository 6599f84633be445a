package world

import (
	"fmt"
	"strconv"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// node is a machine of the cluster, or one derived from an id that somebody asked for.
type node struct {
	id, ip string
	key    chance.Key
	group  *model.Group
	// slot is the source of the tasks that run here. Nil on a node that the scenario gives no work.
	slot *slot
	// since is when the node joined the cluster; always for those of the scenario.
	since time.Duration
	// index is the place in the cluster's order, free that among the nodes for started tasks, -1 if it is none of them.
	index, free int
	// derived marks a node that the scenario does not hold; task is then the id of the task it works on, if any.
	derived bool
	task    string
	// planned is the plan of that task.
	planned once[plan]
}

// none is the place of what is in no list.
const noIndex = -1

// name returns how a node introduces itself.
func (n *node) name() string { return "Ray Node " + n.id }

// newNodes lays out the nodes of a scenario in cluster order, with ids and addresses that occur once.
func newNodes(root chance.Key, groups []model.Group) []*node {
	var nodes []*node
	taken := map[string]bool{}
	addresses := newAddresses(root)
	space := nodeIDSpace(countNodes(groups))
	for g := range groups {
		for range groups[g].Count {
			k := root.Of(aboutNode, uint64(len(nodes)))
			nodes = append(nodes, &node{
				id:    freeNodeID(k, space, func(id string) bool { return taken[id] }),
				ip:    addresses.at(len(nodes)),
				key:   k,
				group: &groups[g],
				since: always,
				index: len(nodes),
				free:  noIndex,
			})
			taken[nodes[len(nodes)-1].id] = true
		}
	}
	return nodes
}

func countNodes(groups []model.Group) int {
	count := 0
	for _, g := range groups {
		count += g.Count
	}
	return count
}

// nodeIDSpace returns how many numbers the id of one of so many nodes is drawn from: four digits as the service has
// them, more when the cluster needs more. At most a quarter of them is taken.
func nodeIDSpace(nodes int) int {
	space := 9000
	for space < 4*nodes {
		space *= 10
	}
	return space
}

// maxDraws bounds the draws for an id. That so many meet ids that are taken happens once in 4³² times.
const maxDraws = 32

// freeNodeID draws numbers until one is free. After maxDraws it takes the next free one behind the last that it drew,
// so that it ends as long as there is one.
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

// addresses hands out the private addresses of a cluster: one a node, in one network.
type addresses struct{ first, network int }

func newAddresses(root chance.Key) addresses {
	return addresses{first: 10 + root.Of(aboutAddress).Below(40), network: root.Of(aboutAddress, 1).Below(200)}
}

// at returns the address of the cluster's i-th node. Up to 200 nodes share a /24, further ones go on in the next.
func (a addresses) at(i int) string {
	if a.network+i/200 < 256 {
		return fmt.Sprintf("192.168.%d.%d", a.network+i/200, a.first+i%200)
	}
	return fmt.Sprintf("10.%d.%d.%d", 1+i/50000, i/200%250, a.first+i%200)
}
