package deliver

// waits are the channels at which others wait for a pump.
type waits struct {
	// replies queues replies to the client. Only the goroutine that reads from the client sends to it.
	replies chan Reply
	// done is closed after the last write.
	done chan struct{}
}

// wait returns the channels, and makes them if there are none. Any goroutine may call it.
func (p *Pump) wait() *waits {
	if w := p.waits.Load(); w != nil {
		return w
	}
	p.waits.CompareAndSwap(nil, &waits{replies: make(chan Reply, 1), done: make(chan struct{})})
	return p.waits.Load()
}

// replies returns the queue of replies. It is nil if there was never a reply.
func (p *Pump) replies() <-chan Reply {
	if w := p.waits.Load(); w != nil {
		return w.replies
	}
	return nil
}

// Reply queues a reply to the client. After the last write it does nothing.
func (p *Pump) Reply(r Reply) {
	w := p.wait()
	select {
	case w.replies <- r:
		p.wake(w.replies)
	case <-w.done:
	}
}

// Finish ends the connection after the pending bytes, and returns when they are written or have failed.
func (p *Pump) Finish() {
	p.Reply(func() Piece { return Last() })
	<-p.Done()
}

// Done returns a channel that is closed after the last write.
func (p *Pump) Done() <-chan struct{} { return p.wait().done }

// Ended reports whether Done is closed. It makes no channel.
func (p *Pump) Ended() bool {
	w := p.waits.Load()
	if w == nil {
		return false
	}
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}
