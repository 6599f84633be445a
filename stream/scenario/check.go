package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trainmock/stream/model"
)

// The limits of a scenario. A world of this size still answers; a larger one is more likely a typing error.
const (
	maxNodes = 100_000
	maxSlots = 20_000
	// maxListed limits each of groups, jobs and commands of the timeline.
	maxListed = 1000
	// maxName is in characters.
	maxName = 64
	day     = 24 * time.Hour
)

// check refuses values out of range and contradictions. It goes through the keys in their usual order.
func (c *checker) check() error {
	c.checkName("name", c.Name)
	between(c, "compression", c.Compression, 1, maxCompression, "60")
	c.checkLength("groups", len(c.Groups))
	c.checkLength("jobs", len(c.Jobs))
	c.checkLength("timeline", len(c.Timeline))
	if !c.has("groups") {
		c.refuse("", "the scenario has no groups: add groups: with an entry for each sort of node; %s", teach)
	}
	c.checkGroups()
	c.checkJobs()
	c.checkRoom()
	c.checkTaskIDs()
	c.checkIncidents()
	c.checkStragglers()
	c.checkThrottling()
	c.checkTimeline()
	c.checkFaults()
	return c.err
}

// checkLength refuses a list with too many entries.
func (c *checker) checkLength(path string, n int) {
	if n > maxListed {
		c.refuse(item(path, maxListed), "%s has %d entries: use at most %d", path, n, maxListed)
	}
}

// checkName refuses a name that a log line or page cannot show.
func (c *checker) checkName(path, name string) {
	switch {
	case name == "" && !c.has(path):
		c.missing(path, "mine")
	case name == "":
		c.refuse(path, "%s is empty: use, for example, %s: mine", key(path), key(path))
	case utf8.RuneCountInString(name) > maxName:
		c.refuse(path, "%s has %d characters: use at most %d, such as %s: mine", key(path),
			utf8.RuneCountInString(name), maxName, key(path))
	case !model.Printable(name):
		c.refuse(path, "%s: %q has a character that cannot be shown: use, for example, %s: mine", key(path), name,
			key(path))
	}
}

// item returns the path of a list's entry.
func item(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }

// checkGroups refuses groups with equal names, and too many nodes.
func (c *checker) checkGroups() {
	gpus := model.GPUModels()
	roles := []string{string(model.HeadNode), string(model.ModelNode), string(model.WorkerNode), string(model.DataNode)}
	seen, total := map[string]bool{}, 0
	for i, g := range c.Groups {
		at := entry("groups", i)
		c.checkName(at("name"), g.Name)
		if seen[g.Name] {
			c.refuse(at("name"),
				"name: there is a group %q already: give each its own name, for jobs take their nodes by it", g.Name)
		}
		seen[g.Name] = true
		between(c, at("count"), g.Count, 1, maxNodes, "3")
		if total += g.Count; total > maxNodes {
			c.refuse(at("count"), "count: with this group there are %d nodes: use at most %d in all", total, maxNodes)
		}
		c.oneOf(at("role"), string(g.Role), roles)
		between(c, at("cpus"), g.CPUs, 1, 4096, "64")
		between(c, at("memory_gb"), g.MemoryGB, 1, 1<<20, "256")
		c.checkGPUs(at, g, gpus)
	}
}

// checkGPUs refuses a GPU model without a number of GPUs, and a number without a model.
func (c *checker) checkGPUs(at func(string) string, g model.Group, models []string) {
	switch {
	case g.GPU != "":
		c.oneOf(at("gpu"), g.GPU, append(slices.Clip(models), "none"))
		between(c, at("gpus"), g.GPUs, 1, 16, "8")
	case g.GPUs != 0:
		c.refuse(at("gpus"), "gpus: %d GPUs of no model: add gpu: with one of %s, or leave gpus out", g.GPUs,
			strings.Join(models, ", "))
	}
}
