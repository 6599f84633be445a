// Package fault owns what breaks on purpose: which requests and messages a world's faults strike, drawn from its seed,
// and what becomes of those.
package fault

import (
	"slices"
	"sync/atomic"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// Rule is a fault of one epoch. Any number of goroutines may use it.
type Rule struct {
	Placed
	// key is that of all its draws.
	key chance.Key
	// begin and end bound the world time in which it strikes. A zero time does not.
	begin, end time.Time
	usage      model.FaultUsage
	// meetsEvents is set if the fault is about events of the world.
	meetsEvents bool
	// struck counts the strikes. The rules of the same fault in other epochs share it.
	struck *atomic.Int64
	// tally is that of the same fault in the same epoch, before and behind its removal.
	tally *tally
	route route
}

// newRule returns the rule of a fault in a world.
func newRule(p Placed, o Options) *Rule {
	r := &Rule{
		Placed: p, key: chance.Seed(o.Seed).OfText("fault").OfText(p.Name), usage: p.Usage(), struck: &atomic.Int64{},
		tally: &tally{},
	}
	if p.From != nil {
		r.begin = o.Start.Add(*p.From)
		if p.For > 0 {
			r.end = r.begin.Add(p.For)
		}
	}
	r.meetsEvents = r.mayMeetEvents()
	return r
}

// inForce reports whether it strikes at an instant.
func (r *Rule) inForce(at time.Time) bool {
	return !at.Before(r.begin) && (r.end.IsZero() || at.Before(r.end))
}

// over reports whether it strikes neither in a tick of an instant nor in later ones.
func (r *Rule) over(tick int64, at time.Time) bool {
	return tick > r.Until || !r.end.IsZero() && !at.Before(r.end)
}

// draws reports whether the share of the fault strikes under a key.
func (r *Rule) draws(key chance.Key) bool { return r.Share == nil || key.Unit() < *r.Share }

// counted reports whether a strike depends on those before it.
func (r *Rule) counted() bool { return r.Nth != nil || r.Count != nil }

// nth reports whether the fault strikes the one with a number, counted from 1.
func (r *Rule) nth(number int64) bool {
	return r.Nth == nil || number == *r.Nth || r.Every && number%*r.Nth == 0
}

// spent reports whether the fault has struck as often as it may.
func (r *Rule) spent(struck int64) bool {
	return r.Count != nil && struck >= *r.Count || r.Nth != nil && !r.Every && struck > 0
}

// strike counts a strike.
func (r *Rule) strike() { r.struck.Add(1) }

// admits reports whether the fault is about messages of a type. Those about the connection it has to name.
func (r *Rule) admits(kind string) bool {
	t := typeOf(kind)
	if slices.Contains(r.On.Types, kind) {
		return len(r.On.Topics) == 0 || t == nil || t.Topic == "" || slices.Contains(r.On.Topics, t.Topic)
	}
	switch {
	case len(r.On.Types) > 0:
		return false
	case t == nil: // An event of the user's own, or a dashboard's.
		return len(r.On.Topics) == 0
	case t.Topic == "":
		return false
	}
	return len(r.On.Topics) == 0 || slices.Contains(r.On.Topics, t.Topic)
}

// typeOf returns the row of a type, or nil if the tables hold none of that name.
func typeOf(kind string) *model.EventType {
	for _, table := range [][]*model.EventType{model.EventTypes, model.ConnectionTypes} {
		for _, t := range table {
			if t.Type == kind {
				return t
			}
		}
	}
	return nil
}
