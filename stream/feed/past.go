package feed

import "slices"

const (
	// pastTicks and pastBytes bound what is kept of ticks that have left the ring; those asked for first leave first.
	pastTicks = 1024
	pastBytes = 4 * maxBatch
	// pastIdle is how many ticks later they all leave, if nobody asks.
	pastIdle = 10
)

// past holds ticks that have left the ring and are asked for again: many subscribers that resume at once share them.
type past struct {
	batches map[int64]*Batch
	// order is that in which they were first asked for.
	order []int64
	// idle counts the ticks that were published since somebody asked.
	idle int
}

// get returns a tick, made by make if it is not held.
func (p *past) get(tick int64, make func() *Batch) *Batch {
	p.idle = 0
	if b, ok := p.batches[tick]; ok {
		return b
	}
	p.makeRoom()
	b := make()
	if p.batches == nil {
		p.batches = map[int64]*Batch{}
	}
	p.batches[tick] = b
	p.order = append(p.order, tick)
	return b
}

// makeRoom lets go of ticks until there is room for one more.
func (p *past) makeRoom() {
	bytes := int64(0)
	for _, b := range p.batches {
		bytes += b.size.Load()
	}
	gone := 0
	for ; gone < len(p.order) && (len(p.order)-gone >= pastTicks || bytes > pastBytes); gone++ {
		bytes -= p.batches[p.order[gone]].size.Load()
		delete(p.batches, p.order[gone])
	}
	p.order = slices.Delete(p.order, 0, gone)
}

// advance notes that a tick was published.
func (p *past) advance() {
	if p.idle++; p.idle > pastIdle {
		*p = past{}
	}
}
