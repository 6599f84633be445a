package scenario

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"trainmock/stream/model"
)

// maxAt is the latest time of a command after the start.
const maxAt = 3650 * day

// checkTimeline refuses commands that the world would ignore, and sorts the others by their instants.
func (c *checker) checkTimeline() {
	for i := range c.Timeline {
		at, command := entry("timeline", i), &c.Timeline[i]
		if !c.has(at("at")) {
			c.missing(at("at"), "90s")
		}
		between(c, at("at"), command.At, 0, maxAt, "90s")
		c.checkVerb(item("timeline", i), command)
	}
	slices.SortStableFunc(c.Timeline, func(a, b model.Command) int { return int(min(1, max(-1, a.At-b.At))) })
}

// checkVerb refuses a command without a verb or with several, and a verb with bad values.
func (c *checker) checkVerb(path string, command *model.Command) {
	var set []string
	for _, key := range model.VerbKeys() {
		if c.has(join(path, key)) {
			set = append(set, key)
		}
	}
	if len(set) != 1 {
		c.refuse(path, "%s has %d commands: use exactly one of %s", whole(path), len(set),
			strings.Join(model.VerbKeys(), ", "))
		return
	}
	path = join(path, set[0])
	c.checkIDs(path, reflect.ValueOf(command.Verb))
	if err := command.Check(); err != nil {
		// The message begins with the verb and the key.
		_, rest, _ := strings.Cut(err.Error(), ": ")
		name, _, _ := strings.Cut(rest, " ")
		c.refuse(join(path, name), "%v", err)
	}
	if _, ok := command.Verb.(model.StartTask); ok && c.free() == 0 {
		c.refuse(path, "start_task: every node has a job or is a head node: add a group that no job uses")
	}
}

// checkIDs refuses ids in a command that cannot name a node or task.
func (c *checker) checkIDs(path string, command reflect.Value) {
	for _, f := range fieldsOf(command.Type()) {
		switch id := command.FieldByIndex(f.index).String(); f.name {
		case "node_id":
			c.checkID(join(path, f.name), id, "node_4821", c.nodes())
		case "task_id":
			c.checkID(join(path, f.name), id, "task_1f2e3d4c", c.slots())
		}
	}
}

// checkID refuses text that is neither an id nor a number from #1 to #count.
func (c *checker) checkID(path, id, example string, count int) {
	number, numbered := strings.CutPrefix(id, "#")
	n, err := strconv.Atoi(number)
	switch {
	case id == "":
		c.refuse(path, "%s has no %s: add %s: \"#2\" for the second (in quotes: without them YAML reads a comment), "+
			"or an id such as %s", whole(parent(path)), key(path), key(path), example)
	case !numbered && !model.PlainID(id):
		c.refuse(path, "%s: %s is not an id: use \"#2\" for the second, or an id such as %s", key(path),
			model.Quote(id), example)
	case numbered && (err != nil || n < 1 || n > count):
		c.refuse(path, "%s: %s is none of the %d that there are: use \"#1\" to \"#%d\", or an id such as %s",
			key(path), model.Quote(id), count, count, example)
	}
}
