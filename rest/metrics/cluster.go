package metrics

import (
	"maps"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// clusterFamilies returns the families about the cluster, which its head node exports: those of Ray's dashboard, where
// nodes that are not there have no series, and those of its autoscaler, where they have 0.
func clusterFamilies() []family {
	return []family{
		nodeCounts("ray_cluster_active_nodes", "Active nodes on the cluster", "node_type", model.Alive, false),
		nodeCounts("ray_cluster_failed_nodes", "Failed nodes on the cluster", "node_type", model.Dead, false),
		nodeCounts("ray_cluster_pending_nodes", "Pending nodes on the cluster", "node_type", model.Unknown, false),
		nodeCounts("autoscaler_active_nodes", "Number of nodes in the cluster.", "NodeType", model.Alive, true),
		nodeCounts("autoscaler_recently_failed_nodes", "The number of recently failed nodes. This count could reset at "+
			"undefined times.", "NodeType", model.Dead, true),
		nodeCounts("autoscaler_pending_nodes", "Number of nodes pending to be started.", "NodeType", model.Unknown, true),
		resourceSums("autoscaler_cluster_resources", "Total logical resources in the cluster.", model.Alive),
		resourceSums("autoscaler_pending_resources", "Pending resources on the cluster.", model.Unknown),
	}
}

// nodeCounts returns a family that counts the nodes in a state by their type. A node that is UNKNOWN counts as pending:
// neither active nor given up. With zeros, types without such a node have a series, too.
func nodeCounts(name, help, label string, state model.NodeState, zeros bool) family {
	return family{raySet, name, gauge, help, func(c *scrape, t *text, name string) {
		if c.cluster == nil {
			return
		}
		counts := map[string]int{}
		for i := range c.cluster.machines {
			m := &c.cluster.machines[i]
			if m.State == state {
				counts[m.Group]++
			} else if zeros {
				counts[m.Group] += 0
			}
		}
		for _, group := range slices.Sorted(maps.Keys(counts)) {
			own := c.cluster.head.target.with(label, group)
			if label == "node_type" {
				own = own.with("Version", version)
			}
			t.sample(name, own.with("SessionName", c.session), float64(counts[group]))
		}
	}}
}

// resourceSums returns a family with the logical resources of the nodes in a state.
func resourceSums(name, help string, state model.NodeState) family {
	return family{raySet, name, gauge, help, func(c *scrape, t *text, name string) {
		if c.cluster == nil {
			return
		}
		sums := map[string]float64{}
		for i := range c.cluster.machines {
			addResources(sums, &c.cluster.machines[i], state)
		}
		for _, resource := range slices.Sorted(maps.Keys(sums)) {
			t.sample(name, c.cluster.head.target.with("resource", resource, "SessionName", c.session), sums[resource])
		}
	}}
}

// addResources adds the resources of a machine that is in a state, and else nothing of each.
func addResources(sums map[string]float64, m *world.Machine, state model.NodeState) {
	for _, r := range resourcesOf(m) {
		if m.State != state {
			r.total = 0
		}
		sums[r.name] += r.total
	}
}
