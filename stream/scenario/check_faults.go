package scenario

import (
	"strings"

	"trainmock/stream/model"
)

// faultList is the key of the faults.
const faultList = "faults"

// checkFaults refuses faults that a world does not take, and gives names to those without one.
func (c *checker) checkFaults() {
	if n := len(c.Faults); n > model.MaxFaults {
		c.refuse(item(faultList, model.MaxFaults), "faults has %d entries: use at most %d", n, model.MaxFaults)
	}
	seen := map[string]bool{}
	for i, f := range c.Faults {
		at := entry(faultList, i)
		c.checkKinds(item(faultList, i))
		if f.From != nil {
			between(c, at("from"), *f.From, 0, maxAt, "30s")
		}
		if err := f.Check(); err != nil {
			c.refuse(at(strings.Join(model.FaultPath(err), ".")), "%v", err)
		}
		if f.Name != "" && seen[f.Name] {
			c.refuse(at("name"), "name: there is a fault %q already: give each its own name, or none", f.Name)
		}
		seen[f.Name] = true
	}
	if c.err == nil {
		c.Faults = model.NameFaults(c.Faults, nil)
	}
}

// checkKinds refuses a fault without a kind or with several.
func (c *checker) checkKinds(path string) {
	var set []string
	for _, key := range model.FaultKeys() {
		if c.has(join(path, key)) {
			set = append(set, key)
		}
	}
	switch {
	case len(set) == 0:
		c.refuse(path, "%s has no kind: add one of %s, such as drop: {}", whole(path),
			strings.Join(model.FaultKeys(), ", "))
	case len(set) > 1:
		c.refuse(join(path, set[1]), "%s has %d kinds: a fault has exactly one; make it %d faults", whole(path),
			len(set), len(set))
	}
}
