package world

// perNode holds what commands said of each node, in order. It is a value: with makes another and leaves it as it is.
type perNode[T any] struct {
	// pages hold the lists by the index of the node. A page without any is nil.
	pages []*page[T]
	// any reports whether one of the lists is not empty.
	any bool
}

// pageSize is how many lists change together.
const pageSize = 64

type page[T any] [pageSize]*blocks[T]

// of returns the list of a node; nil if there is none.
func (p perNode[T]) of(n *node) *blocks[T] {
	if !p.any || n.derived || n.index/pageSize >= len(p.pages) || p.pages[n.index/pageSize] == nil {
		return nil
	}
	return p.pages[n.index/pageSize][n.index%pageSize]
}

// with returns a copy in which a node has another list.
func (p perNode[T]) with(n *node, list blocks[T]) perNode[T] {
	pages := make([]*page[T], max(len(p.pages), n.index/pageSize+1))
	copy(pages, p.pages)
	changed := &page[T]{}
	if old := pages[n.index/pageSize]; old != nil {
		*changed = *old
	}
	changed[n.index%pageSize] = &list
	pages[n.index/pageSize] = changed
	return perNode[T]{pages: pages, any: true}
}
