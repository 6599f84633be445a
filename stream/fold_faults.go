package stream

import (
	"fmt"
	"strings"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// changeFaults follows a change of the faults.
func (f *fold) changeFaults(c *journal.Faults) error {
	if err := f.until(c.Tick); err != nil {
		return err
	}
	for i, name := range c.Removed {
		if !f.placed.Has(name) {
			return mistake(fmt.Sprintf("faults.removed.%d", i), "there is no fault %s at that moment", model.Quote(name))
		}
	}
	list := f.placed.Without(c.Removed, c.Tick)
	for i, one := range c.Set {
		field := fmt.Sprintf("faults.set.%d", i)
		if err := one.Check(); err != nil {
			return mistake(strings.Join(append([]string{field}, model.FaultPath(err)...), "."), "%v", err)
		}
		if one.Name == "" || list.Has(one.Name) {
			return mistake(field+".name", "%s is not the name of a new fault", model.Quote(one.Name))
		}
		list = list.With(one.Beginning(c.Now.Sub(f.world.Start())), c.Tick)
	}
	if f.placed = list; len(list.Names()) > model.MaxFaults {
		return mistake("faults.set", "%d faults are the most that a world can have", model.MaxFaults)
	}
	return f.checkNow(c.Now, c.Tick, c.Tick+1)
}
