package scenario

import (
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/workload"
)

// derive fills in what follows from what the jobs train. It comes before compression, because the values are true ones.
func (c *checker) derive() {
	for i := range c.Jobs {
		at, j := entry("jobs", i), &c.Jobs[i]
		if g, ok := c.group(j.Group); ok {
			workload.Complete(j, g, func(key string) bool { return !c.has(at(key)) })
		}
	}
}

// group returns the group with a name.
func (c *checker) group(name string) (g model.Group, ok bool) {
	i := slices.IndexFunc(c.Groups, func(g model.Group) bool { return g.Name == name })
	if i < 0 {
		return model.Group{}, false
	}
	return c.Groups[i], true
}
