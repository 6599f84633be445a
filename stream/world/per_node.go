package world

// perNode holds what commands said of each node, in order. It is a value: with makes another and leaves it as it is.
type perNode[T any] struct {
	// lists are by the index of the node.
	lists [][]T
	// any reports whether one of them is not empty.
	any bool
}

// of returns the list of a node.
func (p perNode[T]) of(n *node) []T {
	if !p.any || n.derived || n.index >= len(p.lists) {
		return nil
	}
	return p.lists[n.index]
}

// with returns a copy in which a node has another list.
func (p perNode[T]) with(n *node, list []T) perNode[T] {
	lists := make([][]T, max(len(p.lists), n.index+1))
	copy(lists, p.lists)
	lists[n.index] = list
	return perNode[T]{lists: lists, any: true}
}

// inserted returns a copy of a list with one more item, which stands before the first that after reports to come later.
func inserted[T any](list []T, item T, after func(T) bool) []T {
	i := len(list)
	for i > 0 && after(list[i-1]) {
		i--
	}
	next := make([]T, len(list)+1)
	copy(next, list[:i])
	next[i] = item
	copy(next[i+1:], list[i:])
	return next
}
