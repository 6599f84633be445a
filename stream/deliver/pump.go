package deliver

import (
	"sync/atomic"
	"time"
)

const (
	// WriteTimeout is the write deadline for one chunk, CloseTimeout the one at the end.
	WriteTimeout = 10 * time.Second
	CloseTimeout = 500 * time.Millisecond
	// chunkBytes is the size of a chunk: a client that reads more slowly than one in WriteTimeout, 13 kB/s, is stuck.
	chunkBytes = 128 << 10
	// joinBytes is how much of what is pending leaves in one write, and manySteps as many steps as it may be of.
	joinBytes = 64 << 10
	manySteps = 1 << 20
)

// Pump writes to one connection. Only the goroutine that serves it at the moment, see Wake, touches what does not say
// otherwise.
type Pump struct {
	group  *Group
	source Source
	to     Transport
	// share, and the seat in it, are the share's.
	share *share
	seat  int

	// pendingWakes counts the calls of Wake since the pump was last at rest. Any goroutine may add.
	pendingWakes atomic.Int64
	// replies are to what the client says. Their only sender is the goroutine that listens to the client.
	replies chan Reply
	// done is closed when nothing will be written any more; after that failure says why, nil at either side's wish.
	done    chan struct{}
	failure error

	// pending is to be written next, shared follows it, and last is set where the connection ends behind them.
	pending, shared []byte
	last            bool
}

// Init makes a pump ready to Open.
func (p *Pump) Init(g *Group, s Source) {
	p.group, p.source = g, s
	p.replies, p.done = make(chan Reply, 1), make(chan struct{})
}

// Open has the lanes serve the pump from now on, and writes what its connection begins with.
func (p *Pump) Open(to Transport, first Piece) {
	p.to = to
	p.add(first)
	p.group.join(p)
	p.Wake()
}

// Wake has everything written that is due, without ever waiting. One goroutine at a time serves a pump: if one is at it
// already, it looks again before it rests. What takes long to compute takes a goroutine of its own.
func (p *Pump) Wake() {
	switch {
	case p.pendingWakes.Add(1) > 1:
	case p.source.Slow():
		p.handOver()
	default:
		p.serve()
	}
}

// serve delivers one step at most: for a pump that is further behind its lane does not wait.
func (p *Pump) serve() {
	for {
		seen := p.pendingWakes.Load()
		for p.fill(1) {
			if !p.offer() {
				return
			}
			if len(p.shared) == 0 {
				break
			}
		}
		if p.source.Behind() {
			p.handOver()
			return
		}
		if p.pendingWakes.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// handOver leaves the pump to a goroutine, until it has caught up.
func (p *Pump) handOver() { p.group.working.Go(p.catchUp) }

// catchUp delivers until there is nothing left to do.
func (p *Pump) catchUp() {
	for {
		seen := p.pendingWakes.Load()
		for p.fill(manySteps) {
			if !p.send() {
				return
			}
		}
		if p.pendingWakes.CompareAndSwap(seen, 0) {
			return
		}
	}
}

// fill fills pending with at most so many steps, and reports whether there is anything to write, or the end has come.
func (p *Pump) fill(steps int64) bool {
	if len(p.pending) > 0 {
		return true
	}
	for end := p.source.Step() + steps; len(p.pending) < joinBytes && !p.last; {
		if len(p.shared) > 0 {
			if len(p.pending) == 0 {
				p.pending, p.shared = p.shared, nil
			}
			break
		}
		piece, ok := p.next(end)
		if !ok {
			break
		}
		p.add(piece)
	}
	return len(p.pending) > 0 || p.last
}

// add puts a piece behind what is pending. What is shared has no room behind it, so that nothing is written into it.
func (p *Pump) add(piece Piece) {
	if len(p.pending) == 0 {
		p.pending = piece.Bytes
	} else {
		p.pending = append(p.pending, piece.Bytes...)
	}
	p.shared, p.last = piece.Shared, piece.Last
}

// next returns what comes next, of the steps before end, and reports whether there is anything to do.
func (p *Pump) next(end int64) (Piece, bool) {
	// Two selects of one case each cost a fraction of one of two.
	select {
	case <-p.group.closing:
		return Piece{Bytes: p.source.Bye(), Last: true}, true
	default:
	}
	select {
	case reply := <-p.replies:
		return reply(), true
	default:
	}
	return p.source.Next(end)
}

// offer writes without waiting; what the connection does not take now is handed over. It reports whether to go on.
func (p *Pump) offer() bool {
	n, err := p.to.Offer(p.pending)
	p.pending = p.pending[n:]
	if err == nil && len(p.pending) > 0 {
		p.handOver()
		return false
	}
	return p.delivered(err)
}

// send writes and waits for the client. It reports whether to go on.
func (p *Pump) send() bool {
	for len(p.pending) > 0 {
		chunk := p.pending[:min(len(p.pending), chunkBytes)]
		if err := p.to.Send(chunk, time.Now().Add(p.writeTimeout())); err != nil {
			return p.delivered(err)
		}
		p.pending = p.pending[len(chunk):]
	}
	return p.delivered(nil)
}

// writeTimeout returns how long a chunk may take: less at the end.
func (p *Pump) writeTimeout() time.Duration {
	select {
	case <-p.group.closing:
		return CloseTimeout
	default:
		return WriteTimeout
	}
}

// delivered notes that all that was pending was written, or why not. It reports whether the connection goes on; where
// it does not, nobody serves the pump any more.
func (p *Pump) delivered(err error) bool {
	p.pending = nil
	if err == nil && !p.last {
		return true
	}
	p.failure = err
	if err == nil {
		p.to.HangUp()
	} else {
		p.to.Abort()
	}
	close(p.done)
	return false
}

// Reply has the reply to something that the client said written, unless nothing is written any more.
func (p *Pump) Reply(r Reply) {
	select {
	case p.replies <- r:
		p.Wake()
	case <-p.done:
	}
}

// Finish ends the connection behind what is pending, and returns when nothing will be written any more.
func (p *Pump) Finish() {
	p.Reply(func() Piece { return Piece{Last: true} })
	<-p.done
}

// Done returns a channel that is closed when nothing will be written any more.
func (p *Pump) Done() <-chan struct{} { return p.done }

// Abort breaks the connection off. The pump has to be open.
func (p *Pump) Abort() { p.to.Abort() }

// Leave has the lanes forget the pump. The transport is not touched any more. It returns why the last write failed,
// nil at either side's wish; a pump that was never opened has not failed.
func (p *Pump) Leave() error {
	if p.share != nil {
		p.share.leave(p)
	}
	return p.failure
}
