package deliver

import "time"

const (
	// chunkBytes is the largest chunk written under one WriteTimeout. A client that reads more slowly is cut off.
	chunkBytes = 128 << 10
	// offeredBytes is the number of bytes after which a lane writes no further chunk, although the client takes them as
	// fast as they come: there are others to serve. It is more than a tick of a thousand nodes with eight GPUs, 1.5 MB.
	// To leave the end of that to a goroutine for each of a hundred clients took a tenth more processor time.
	offeredBytes = 2 << 20
	// lightBytes is the most that a lane writes for a pump before those with more. It is a few dozen events.
	lightBytes = 16 << 10
)

// offer writes pending without waiting, and hands the pump over if bytes are left. It reports whether the caller still
// serves the pump.
func (p *Pump) offer() bool {
	if p.pace > 0 {
		p.handOver()
		return false
	}
	err := p.offerChunks()
	if err == nil && p.pending.length > 0 {
		p.handOver()
		return false
	}
	return p.afterWrite(err)
}

// offerChunks writes pending without waiting, until the client takes no more or has got offeredBytes.
func (p *Pump) offerChunks() error {
	if p.pending.length == 0 {
		return nil
	}
	if heavy := p.pending.length > lightBytes; heavy != p.heavy.Load() {
		p.heavy.Store(heavy)
	}
	buffer := joinBuffers.Get().(*[joinBytes]byte)
	defer joinBuffers.Put(buffer)
	for offered := 0; p.pending.length > 0 && offered < offeredBytes; {
		chunk := p.pending.chunk(p.pending.length, buffer[:])
		n, err := p.to.Offer(chunk)
		p.sent.Add(int64(n))
		p.pending.drop(n)
		if err != nil || n < len(chunk) {
			return err
		}
		offered += n
	}
	return nil
}

// send writes pending in chunks and waits for the client. It reports whether the connection goes on.
func (p *Pump) send() bool {
	if p.pending.length > lightBytes {
		// Whoever has caught up with much to write in a step comes behind the others from the first round on.
		p.heavy.Store(true)
	}
	for p.pending.length > 0 {
		p.yield()
		chunk := p.pending.chunk(Chunk(p.pace), nil)
		p.blocked.Store(true)
		err := p.to.Send(chunk, p.writeDeadline())
		p.blocked.Store(false)
		if err != nil {
			return p.afterWrite(err)
		}
		p.sent.Add(int64(len(chunk)))
		p.pending.drop(len(chunk))
		p.lagging = p.lagging || p.pace == 0 && len(chunk) >= joinBytes // A pace has pauses of its own.
		if p.pace > 0 {
			p.pace = p.throttle(len(chunk))
		}
	}
	return p.afterWrite(nil)
}

// throttle waits after a chunk, as the pace demands, and returns the pace of the next one. Meanwhile blocked is set.
func (p *Pump) throttle(length int) int {
	p.blocked.Store(true)
	defer p.blocked.Store(false)
	if !Throttle(p.pace, length, p.group.closing) {
		return 0 // The group closes: the remainder is written at full speed.
	}
	return p.source.Pace()
}

// writeDeadline returns the deadline for a chunk that is written from now on.
func (p *Pump) writeDeadline() time.Time {
	select {
	case <-p.group.closing:
		return time.Now().Add(CloseTimeout)
	default:
		return time.Now().Add(WriteTimeout)
	}
}

// afterWrite ends the connection if the write failed or was the last. It reports whether the connection goes on; if
// not, no goroutine serves the pump any more.
func (p *Pump) afterWrite(err error) bool {
	p.pending = pending{}
	if err == nil && !p.last {
		return true
	}
	p.failure = err
	if err == nil {
		p.to.HangUp()
	} else {
		p.to.Abort()
	}
	close(p.wait().done)
	return false
}
