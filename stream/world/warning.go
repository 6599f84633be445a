package world

import (
	"fmt"
	"time"

	"trainmock/stream/chance"
)

// warning is a log line that announces the loss of a node.
type warning struct {
	at          time.Duration
	level, text string
	// errors are those of the GPU's memory that it tells of.
	errors MemoryErrors
}

// MemoryErrors counts errors of a GPU's memory.
type MemoryErrors struct{ Corrected, Uncorrected int64 }

// Plus returns the sum.
func (e MemoryErrors) Plus(other MemoryErrors) MemoryErrors {
	return MemoryErrors{e.Corrected + other.Corrected, e.Uncorrected + other.Uncorrected}
}

const (
	// xidBefore is how long before the last contact of its node the driver reports an error.
	xidBefore = 400 * time.Millisecond
	// eccWarnings is the number of reports of corrected errors in a memory that then fails. Each tells of those since the
	// one before, which are more and more. The first of them comes at most warnedBefore before the last contact.
	eccWarnings  = 3
	warnedBefore = 90 * time.Second
)

// failing returns the index of the GPU of n that fails first. n has GPUs.
func (n *node) failing() int { return failing(n.id, n.group.GPUs) }

// failing returns the same of a node with that id and a number of GPUs.
func failing(id string, gpus int) int { return len(id) * int(id[len(id)-1]) % gpus }

// warnings returns what announces the loss of n, in time order: nothing without a GPU that fails.
func (i incident) warnings(n *node) []warning {
	if i.drawn == nil || i.drawn.xid.Code == 0 || n.group.GPUs == 0 {
		return nil
	}
	var list []warning
	gpu := n.failing()
	if i.drawn.ecc {
		k, errors := n.key.Of(aboutWarning, uint64(i.lost)), 0
		for part := range uint64(eccWarnings) {
			before := warnedBefore * time.Duration(eccWarnings-part) / eccWarnings
			errors += 1 + k.Of(part).Below(6)
			list = append(list, warning{
				at:    i.lost - chance.Spread(k.Of(part, 1), before-warnedBefore/eccWarnings+time.Second, before),
				level: "WARNING", text: fmt.Sprintf("GPU %d: %d corrected ECC errors", gpu, errors),
				errors: MemoryErrors{Corrected: int64(errors)},
			})
		}
	}
	last := warning{at: i.lost - xidBefore, level: "ERROR", text: fmt.Sprintf(
		"kernel: NVRM: Xid (GPU %d): %d, %s", gpu, i.drawn.xid.Code, i.drawn.xid.Message)}
	if i.drawn.xid.isMemory() {
		last.errors.Uncorrected = 1
	}
	return append(list, last)
}

// told returns the warnings in (from, to] of a loss of n by chance. While n is away, there are none.
func (w *World) told(n *node, i incident, from, to time.Duration) (list []warning) {
	if from = max(from, n.since); i.lost <= from {
		return nil
	}
	for _, g := range i.warnings(n) {
		if g.at <= from || g.at > to {
			continue
		}
		if _, away := w.outages.at(n, g.at); !away {
			list = append(list, g)
		}
	}
	return list
}

// memoryErrors returns the errors of the memory of a GPU of n that the log tells in (from, to].
func (w *World) memoryErrors(n *node, from, to time.Duration) (sum MemoryErrors) {
	if n.group.GPUs == 0 {
		return sum
	}
	for i := range w.outages.incidents.during(n, from, to+warnedBefore) {
		for _, g := range w.told(n, i, from, to) {
			sum = sum.Plus(g.errors)
		}
	}
	return sum
}

// addWarnings adds the log lines that announce the losses of n by chance. They are there even if a command then takes
// the node away first, or keeps it: the past does not change.
func (c *changes) addWarnings(n *node) {
	if n.group.GPUs == 0 {
		return
	}
	for i := range c.world.outages.incidents.during(n, c.from, c.to+warnedBefore) {
		c.warn(n, i)
	}
}

// warn adds the log lines that announce one loss of n.
func (c *changes) warn(n *node, i incident) {
	for _, g := range c.world.told(n, i, c.from, c.to) {
		c.logNode(g.at, n, g.level, g.text)
	}
}
