package deliver

import "sync/atomic"

// allSteps is a step limit that is never reached: only joinBytes limits a write.
const allSteps = 1 << 20

// Pump writes to one connection. One goroutine at a time serves it: the caller of Wake while nothing blocks, otherwise
// one started for the pump. Only that goroutine may use the fields, unless their comment says otherwise.
type Pump struct {
	group  *Group
	source Source
	to     Transport
	// shard and index are the pump's position in its lane. The shard sets them.
	shard *shard
	index int

	// pendingWakes counts the calls of Wake since the pump was last idle. It is 0 when no goroutine serves the pump. Any
	// goroutine may add to it.
	pendingWakes atomic.Int64
	// heavy is set when more than lightBytes are to be written, and cleared when less is offered without waiting. Any
	// goroutine may read it.
	heavy atomic.Bool
	// blocked is set while a goroutine waits for the client to take bytes.
	blocked atomic.Bool
	// sent counts the bytes written. Any goroutine may read it.
	sent atomic.Int64
	// waits are the channels at which others wait for the pump. They are made when somebody first needs one, because most
	// clients never get a reply.
	waits atomic.Pointer[waits]
	// failure is the error of the last write, nil after an orderly end. It is final once Done is closed.
	failure error

	// pending is written next. If last is set, the connection then ends.
	pending pending
	last    bool
	// lagging is set while a goroutine serves the pump that has written a large chunk already.
	lagging bool
	// pace is the limit for pending in bytes per second; 0 is unlimited.
	pace int
}

// Init prepares a pump for Open. Wake may be called after Init, but does nothing before Open.
func (p *Pump) Init(g *Group, s Source) {
	p.group, p.source = g, s
	// With a count of 1, Wake does nothing until Open serves the pump.
	p.pendingWakes.Store(1)
}

// Open adds the pump to a lane, and writes the first bytes of its connection, and the last if the group has closed.
func (p *Pump) Open(to Transport, first Piece) {
	p.to = to
	p.add(first)
	p.group.join(p)
	if p.pending.length > chunkBytes {
		// It lets the lanes go first. Many that come at once would keep the processors busy by their first bytes alone
		// (BenchmarkBursts/snapshots: p99 of bystanders 3.0 and 4.5 ms without, 2.2 and 3.1 with).
		p.handOver()
	} else {
		p.begin(nil)
	}
	select {
	case <-p.group.closing:
		p.Wake() // Close may have served the group before it had this member.
	default:
	}
}

// Wake writes everything that is due, and never waits for the client. If another goroutine is serving the pump, Wake
// leaves the work to that one: it sees the new count before it stops.
func (p *Pump) Wake() { p.wake(nil) }

// wake does what Wake does, and also computes queued replies if replies is not nil. Lanes pass nil, because a reply may
// take long.
func (p *Pump) wake(replies <-chan Reply) {
	if p.pendingWakes.Add(1) == 1 {
		p.begin(replies)
	}
}

// begin serves the pump, or starts a goroutine that does. No other goroutine may be serving it.
func (p *Pump) begin(replies <-chan Reply) {
	if p.source.Slow() {
		p.handOver()
		return
	}
	p.serve(replies)
}

// serve writes one step, or replies, without waiting. It hands the pump over if more is due, because its lane has
// other pumps to serve.
func (p *Pump) serve(replies <-chan Reply) {
	for {
		seen := p.pendingWakes.Load()
		if p.fill(1, replies) && !p.offer() {
			return
		}
		if p.source.Behind() || len(p.replies()) > 0 {
			p.handOver()
			return
		}
		if p.pendingWakes.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// handOver lets a new goroutine serve the pump until it has caught up.
func (p *Pump) handOver() { p.group.working.Go(p.catchUp) }

// catchUp writes until nothing is due, and waits for the client where it must. What takes long goes behind the lanes.
func (p *Pump) catchUp() {
	p.lagging = false
	for {
		seen := p.pendingWakes.Load()
		for p.yield(); p.fill(allSteps, p.replies()); p.yield() {
			if !p.send() {
				return
			}
		}
		if p.pendingWakes.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// yield lets the lanes go first if the next step takes long. If behind a large chunk comes more, it goes behind clients
// that read what they were sent, too: many that replay would keep the processors busy, by the chunks that they write as
// much as by the steps that they compute.
func (p *Pump) yield() {
	switch {
	case p.lagging && (p.pending.length > 0 || p.source.Behind()):
		p.group.lanes.YieldLong()
	case p.source.Slow():
		p.group.lanes.Yield()
	}
}

// fill moves due bytes into pending, from at most limit steps and from replies. It reports whether there is anything to
// write. The end of the connection counts as something to write.
func (p *Pump) fill(limit int64, replies <-chan Reply) bool {
	if p.pending.length > 0 {
		return true
	}
	for stepLimit := p.source.Step() + limit; p.pending.length < joinBytes && !p.last; {
		if limit < allSteps && p.source.Slow() {
			break // The lane must not compute it: it is handed over.
		}
		piece, ok := p.next(stepLimit, replies)
		if !ok {
			break
		}
		p.add(piece)
		if p.pace > 0 {
			break
		}
	}
	return p.pending.length > 0 || p.last
}

// add appends a piece to pending, and takes over its pace and whether it is the last.
func (p *Pump) add(piece Piece) {
	p.pending.add(piece)
	p.last, p.pace = piece.Last, piece.Pace
}

// next returns the next piece, and reports whether there is one. In this order of precedence it is the last bytes if
// the group closes, a queued reply, or a step before stepLimit.
func (p *Pump) next(stepLimit int64, replies <-chan Reply) (Piece, bool) {
	// Two selects with one case each cost a fraction of one select with two cases.
	select {
	case <-p.group.closing:
		return Last(p.source.Bye()), true
	default:
	}
	select {
	case reply := <-replies:
		return reply(), true
	default:
	}
	return p.source.Next(stepLimit)
}

// settled reports whether the pump is idle, or blocked by its client.
func (p *Pump) settled() bool { return p.pendingWakes.Load() == 0 || p.blocked.Load() }

// Sent returns the number of bytes written to the connection.
func (p *Pump) Sent() int64 { return p.sent.Load() }

// Abort breaks the connection off. The pump must be open.
func (p *Pump) Abort() { p.to.Abort() }

// Leave removes the pump from its lane. The transport is not touched any more. Leave returns the error of the last
// write, or nil if one side ended the connection on purpose; a pump that was never opened has no error.
func (p *Pump) Leave() error {
	if p.shard != nil {
		p.shard.leave(p)
	}
	return p.failure
}
