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
}

const (
	// xidBefore is how long before the last contact of its node the driver reports an error.
	xidBefore = 400 * time.Millisecond
	// eccWarnings is the number of reports of corrected errors in a memory that then fails. The first of them comes at
	// most warnedBefore before the last contact.
	eccWarnings  = 3
	warnedBefore = 3 * time.Minute
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
			})
		}
	}
	return append(list, warning{at: i.lost - xidBefore, level: "ERROR", text: fmt.Sprintf(
		"kernel: NVRM: Xid (GPU %d): %d, %s", gpu, i.drawn.xid.Code, i.drawn.xid.Message)})
}

// addWarnings adds the log lines that announce the losses of n by chance. They are there even if a command then takes
// the node away first, or keeps it: the past does not change.
func (c *changes) addWarnings(n *node) {
	if n.group.GPUs == 0 {
		return
	}
	for i := range c.world.outages.incidents.during(n, c.from, c.to+warnedBefore) {
		for _, warning := range i.warnings(n) {
			if !c.contains(warning.at) {
				continue
			}
			if _, away := c.world.outages.at(n, warning.at); !away {
				c.logNode(warning.at, n, warning.level, warning.text)
			}
		}
	}
}
