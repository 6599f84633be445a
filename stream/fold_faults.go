package stream

import (
	"fmt"
	"slices"
	"strings"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// takeFaults follows a change of the faults.
func (f *fold) takeFaults(c *journal.Faults) error {
	if err := f.until(c.Tick); err != nil {
		return err
	}
	for i, name := range c.Removed {
		if !f.placed.Has(name) {
			return mistake(fmt.Sprintf("faults.removed.%d", i), "there is no fault %s at that moment", model.Quote(name))
		}
	}
	if len(c.Set) > model.MaxFaults {
		return tooManyFaults()
	}
	taken := f.placed.Without(c.Removed, c.Tick).Names()
	for i, one := range c.Set {
		field := fmt.Sprintf("faults.set.%d", i)
		if err := one.Check(); err != nil {
			return mistake(strings.Join(append([]string{field}, model.FaultPath(err)...), "."), "%v", err)
		}
		if one.Name == "" || slices.Contains(taken, one.Name) {
			return mistake(field+".name", "%s is not the name of a new fault", model.Quote(one.Name))
		}
		taken = append(taken, one.Name)
	}
	if len(taken) > model.MaxFaults {
		return tooManyFaults()
	}
	f.state.changeFaults(c)
	return f.checkNow(c.Now, c.Tick, c.Tick+1)
}

// tooManyFaults returns the mistake of a journal with more faults than a world can have.
func tooManyFaults() error {
	return mistake("faults.set", "%d faults are the most that a world can have", model.MaxFaults)
}
