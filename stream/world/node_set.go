package world

// nodeSet is a bit set of nodes by their index in the cluster.
type nodeSet []uint64

func newNodeSet(nodes []*node) nodeSet {
	most := 0
	for _, n := range nodes {
		most = max(most, n.index)
	}
	set := make(nodeSet, most/64+1)
	for _, n := range nodes {
		set[n.index/64] |= 1 << (n.index % 64)
	}
	return set
}

// has reports whether n is in the set.
func (s nodeSet) has(n *node) bool {
	return n.index >= 0 && n.index/64 < len(s) && s[n.index/64]&(1<<(n.index%64)) != 0
}
