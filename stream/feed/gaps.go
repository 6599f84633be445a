package feed

import (
	"maps"
	"sync"
)

// Gaps counts the gaps that subscribers were told of, by their reason. Feeds may share it. The zero value is ready; any
// number of goroutines may use it.
type Gaps struct {
	mu     sync.Mutex
	counts map[string]int64
}

// add counts one gap. A nil receiver counts none.
func (g *Gaps) add(reason string) {
	if g == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.counts == nil {
		g.counts = map[string]int64{}
	}
	g.counts[reason]++
}

// Counts returns the number of gaps by reason.
func (g *Gaps) Counts() map[string]int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.counts)
}

// CountGap counts a gap that a subscriber is told of.
func (f *Feed) CountGap(reason string) { f.gaps.add(reason) }
