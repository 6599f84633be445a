package requests

import "time"

// Connection is the entry of a request that goes on. Its zero value is in no log.
type Connection struct {
	log *Log
	id  uint64
}

// change changes the entry and tells the followers. It reports whether the log has the entry still.
func (c Connection) change(do func(e *entry)) bool {
	c.log.mu.Lock()
	defer c.log.mu.Unlock()
	if !c.log.holds(c.id) {
		return false
	}
	e := c.log.slot(c.id)
	do(e)
	c.log.tell(e)
	return true
}

// End notes the end of a connection, and the bytes sent over it. It does nothing if the log has dropped the entry.
func (c Connection) End(bytes int64) {
	if c.log == nil {
		return
	}
	c.change(func(e *entry) { e.open, e.bytes, e.took = false, bytes, time.Since(e.at) })
}

// Answer notes the status with which a request that was held up became a connection. It reports whether the log has the
// entry.
func (c Connection) Answer(status int) bool {
	return c.log != nil && c.change(func(e *entry) { e.status = status })
}

// Finish notes the outcome of a request that was held up. It reports whether the request is in a log, or was until that
// dropped the entry.
func (c Connection) Finish(o Outcome) bool {
	if c.log == nil {
		return false
	}
	c.change(func(e *entry) {
		e.open, e.status, e.bytes, e.took, e.fault = false, o.Status, o.Bytes, time.Since(e.at), cut(o.Fault, maxFault)
	})
	return true
}
