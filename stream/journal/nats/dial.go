package nats

import (
	"context"
	"net"
	"sync"
)

// dialer opens the connections to the server. The library holds a lock of its own while it waits for a server that
// takes a connection and says nothing, and to close is to wait for that lock: end breaks such a connection off.
type dialer struct {
	// ctx is done when no more connections are to be opened.
	ctx context.Context

	mu   sync.Mutex
	last net.Conn
}

// Dial opens a connection.
func (d *dialer) Dial(network, address string) (net.Conn, error) {
	c, err := (&net.Dialer{Timeout: answerWait}).DialContext(d.ctx, network, address)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ctx.Err() != nil {
		c.Close()
		return nil, d.ctx.Err()
	}
	d.last = c
	return c, nil
}

// end closes the last connection. The context is done.
func (d *dialer) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last != nil {
		d.last.Close()
	}
}
