package scenario

import (
	"path/filepath"
	"strings"
	"time"

	"trainmock/stream/model"
)

// complete fills in the defaults of the keys that the file does not have. A written 0 stays.
func (c *checker) complete() {
	fill(c, "name", &c.Name, strings.TrimSuffix(filepath.Base(c.source.name), filepath.Ext(c.source.name)))
	fill(c, "compression", &c.Compression, 1)
	for i := range c.Groups {
		at, g := entry("groups", i), &c.Groups[i]
		fill(c, at("role"), &g.Role, model.WorkerNode)
		if g.GPU == "none" {
			g.GPU = ""
		}
	}
	for i := range c.Jobs {
		at, j := entry("jobs", i), &c.Jobs[i]
		fill(c, at("slots"), &j.Slots, 1)
		fill(c, at("nodes"), &j.Nodes, 1)
		fill(c, at("queue"), &j.Queue, time.Second)
		fill(c, at("checkpoint_every"), &j.CheckpointEvery, 1)
	}
	// Ray checks every 3 s and gives up after five misses.
	fill(c, "incidents.unknown", &c.Incidents.Unknown, 6*time.Second)
	fill(c, "incidents.dead_min", &c.Incidents.DeadMin, max(15*time.Second, c.Incidents.Unknown))
	fill(c, "incidents.dead_max", &c.Incidents.DeadMax, max(20*time.Second, c.Incidents.DeadMin))
}

// fill sets *v to the usual value if the file has none at a path, and none was derived.
func fill[T comparable](c *checker, path string, v *T, usual T) {
	var none T
	if !c.has(path) && *v == none {
		*v = usual
	}
}

// entry returns a function from a key of a list's entry to the key's path.
func entry(list string, i int) func(key string) string {
	at := item(list, i)
	return func(key string) string { return at + "." + key }
}
