package feed

import "slices"

const (
	// pastTicks and pastBytes limit the number and the bytes of the ticks held. The ones computed first are dropped
	// first. There is room for one whole replay with its events, so that it is computed once for all who begin it
	// together, however differently they read.
	pastTicks = 1024
	pastBytes = maxReplay + maxReplay/2
	// pastIdle is the number of ticks published without a request after which all are dropped.
	pastIdle = 10
)

// past holds ticks older than the ring for a while, so that subscribers that resume at the same time share them.
type past struct {
	batches map[int64]*Batch
	// order are the ticks in the order of their first request.
	order []int64
	// idle counts the ticks published since the last request.
	idle int
}

// get returns a tick. It calls make if the tick is not held.
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

// makeRoom drops ticks until there is room for one more.
func (p *past) makeRoom() {
	bytes := int64(0)
	for _, b := range p.batches {
		bytes += b.size.Load()
	}
	gone := 0
	for ; gone < len(p.order) && (len(p.order)-gone >= pastTicks || bytes > pastBytes); gone++ {
		dropped := p.batches[p.order[gone]]
		bytes -= dropped.size.Load()
		dropped.account.close()
		delete(p.batches, p.order[gone])
	}
	p.order = slices.Delete(p.order, 0, gone)
}

// advance counts a published tick, and drops all ticks held if pastIdle is exceeded.
func (p *past) advance() {
	if p.idle++; p.idle > pastIdle {
		p.release()
		*p = past{}
	}
}

// release gives the bytes of all ticks back to the budget.
func (p *past) release() {
	for _, b := range p.batches {
		b.account.close()
	}
}
