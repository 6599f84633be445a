package world

// perNode holds a list for each node, of what commands did to it, in order. It is immutable: with returns a new value.
type perNode[T any] struct {
	// pages holds the lists by the index of the node. A page of empty lists is nil.
	pages []*page[T]
	// any is true if some list is not empty.
	any bool
}

// pageSize is the number of lists in a page. A change copies one page.
const pageSize = 64

type page[T any] [pageSize]*blocks[T]

// of returns the list of a node, or nil.
func (p perNode[T]) of(n *node) *blocks[T] {
	if !p.any || n.derived || n.index/pageSize >= len(p.pages) || p.pages[n.index/pageSize] == nil {
		return nil
	}
	return p.pages[n.index/pageSize][n.index%pageSize]
}

// same reports whether both are one value: with has made neither of them from the other.
func (p perNode[T]) same(other perNode[T]) bool {
	return len(p.pages) == len(other.pages) && (len(p.pages) == 0 || &p.pages[0] == &other.pages[0])
}

// with returns a copy with another list for a node.
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
