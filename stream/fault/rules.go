package fault

import (
	"slices"
	"sync/atomic"
	"time"

	"trainmock/stream/model"
)

// Rules are the faults of one epoch. They never change but for their counts, and forget those before them. Nil is a
// world without faults.
type Rules struct {
	list  []*Rule
	epoch string
	ticks Ticks
	// past are those of the epoch before this one, for connections that lag.
	past atomic.Pointer[Rules]
	// strikes is set if one of them is not removed.
	strikes bool
	// replaced is closed when others take their place.
	replaced chan struct{}
}

// maxPast is how many epochs back faults are remembered. Each holds on to the encoded ticks of its epoch.
const maxPast = 2

// Options describe the faults of an epoch.
type Options struct {
	// Epoch is the name of the world in ids, Seed its seed and Start its start.
	Epoch string
	Seed  uint64
	Start time.Time
	// Ticks are the ticks of the epoch. Connections need them.
	Ticks Ticks
	// Faults are in the order in which they strike.
	Faults List
}

// New returns the rules of an epoch, or nil if neither it nor the remembered epochs have any faults. They share the
// counts of the rules before them, and take over those that go on in the same epoch.
func New(o Options, before *Rules) *Rules {
	past := before.behind(o.Epoch)
	if len(o.Faults) == 0 && !past.haveAny() {
		return nil
	}
	next := &Rules{epoch: o.Epoch, ticks: o.Ticks, replaced: make(chan struct{})}
	next.past.Store(past)
	for _, p := range o.Faults {
		r := newRule(p, o)
		if old := before.same(p); old != nil {
			r.struck = old.struck
			if before.epoch == o.Epoch && old.After == p.After {
				r.tally = old.tally
				if old.Until == p.Until {
					r = old
				}
			}
		}
		next.list = append(next.list, r)
		next.strikes = next.strikes || !p.Removed
	}
	return next
}

// Strike reports whether a fault is among them that is not removed.
func (r *Rules) Strike() bool { return r != nil && r.strikes }

// Forget forgets the epochs before this one, to which no connection lags any more.
func (r *Rules) Forget() {
	if r != nil {
		r.past.Store(nil)
	}
}

// haveAny reports whether any of the epochs has rules.
func (r *Rules) haveAny() bool {
	for ; r != nil; r = r.past.Load() {
		if len(r.list) > 0 {
			return true
		}
	}
	return false
}

// Replace lets answers that the rules hold up look at those in their place. It is called once.
func (r *Rules) Replace() {
	if r != nil {
		close(r.replaced)
	}
}

// whenReplaced returns a channel that Replace closes. That of no rules stays open.
func (r *Rules) whenReplaced() <-chan struct{} {
	if r == nil {
		return nil
	}
	return r.replaced
}

// behind returns the rules of the epochs before one that follows or goes on.
func (r *Rules) behind(epoch string) *Rules {
	if r == nil {
		return nil
	}
	if r.epoch == epoch {
		return r.past.Load()
	}
	return r.cut(maxPast)
}

// cut returns the rules with those of fewer epochs in all. Those of an epoch without faults let go of its ticks.
func (r *Rules) cut(epochs int) *Rules {
	if r == nil || epochs == 0 {
		return nil
	}
	c := &Rules{list: r.list, epoch: r.epoch, strikes: r.strikes, replaced: r.replaced}
	if len(r.list) > 0 {
		c.ticks = r.ticks
	}
	c.past.Store(r.past.Load().cut(epochs - 1))
	return c
}

// In returns the rules of one of the epochs, nil if it has none that are remembered.
func (r *Rules) In(epoch string) *Rules {
	for newest := r; r != nil; r = r.past.Load() {
		if r.epoch == epoch && (r == newest || len(r.list) > 0) {
			return r
		}
	}
	return nil
}

// OwnRules returns the rules of faults that a request asks for on its own connection.
func OwnRules(faults []model.Fault, o Options) []*Rule {
	list := make([]*Rule, len(faults))
	for i, f := range faults {
		list[i] = newRule(always(f), o)
	}
	return list
}

// same returns the rule of a fault, or nil.
func (r *Rules) same(p Placed) *Rule {
	if r == nil {
		return nil
	}
	for _, rule := range r.list {
		if rule.Name == p.Name && rule.number == p.number {
			return rule
		}
	}
	return nil
}

// State is a fault as GET /mock/faults shows it.
type State struct {
	model.Fault
	// Struck counts the strikes, on all connections and requests.
	Struck int64
	// InForce reports whether it strikes at present.
	InForce bool
}

// States returns the faults that are not removed, at a world time.
func (r *Rules) States(now time.Time) []State {
	list := []State{}
	if r == nil {
		return list
	}
	for _, rule := range r.list {
		if !rule.Removed {
			list = append(list, State{
				Fault: rule.Fault, Struck: rule.struck.Load(), InForce: rule.inForce(now) && !rule.exhausted(),
			})
		}
	}
	return list
}

// haveTally reports whether one of the rules has a tally.
func (r *Rules) haveTally(t *tally) bool {
	return r != nil && slices.ContainsFunc(r.list, func(rule *Rule) bool { return rule.tally == t })
}
