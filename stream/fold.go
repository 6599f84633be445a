package stream

import (
	"errors"
	"fmt"
	"time"

	"trainmock/stream/feed"
	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// fold is a state together with the ticks of its epoch. It has no feed.
type fold struct {
	state
	published feed.Published
	// trusting is set if commands are carried out later, all at once, in the order of their instants. Each one would else
	// be carried out anew with every one that comes behind it in the journal and is for an earlier instant.
	trusting bool
}

// add takes one more entry, and returns it as it is logged. Errors are of type *journal.Fault.
func (f *fold) add(e journal.Entry) (journal.Entry, error) {
	var err error
	switch {
	case e.Seq != f.seq+1 || (e.Seq == 1) != (e.Genesis != nil):
		err = mistake("", "entry %d does not follow entry %d: the first one, and no other, is the genesis", e.Seq, f.seq)
	case e.Genesis != nil:
		err = f.begin(*e.Genesis)
	case e.Clock != nil:
		err = f.turnClock(e.Clock)
	case e.Epoch != nil:
		err = f.beginEpoch(e.Epoch)
	case e.Faults != nil:
		err = f.takeFaults(e.Faults)
	default:
		e.Commands, err = f.give(e)
	}
	var wrong *journal.Fault
	if errors.As(err, &wrong) {
		wrong.Entry = int(e.Seq)
	}
	f.seq = e.Seq
	return e, err
}

// mistake returns a mistake in a field of an entry.
func mistake(field, format string, args ...any) error {
	return &journal.Fault{Field: field, Message: fmt.Sprintf(format, args...)}
}

// begin begins with a genesis.
func (f *fold) begin(g journal.Genesis) error {
	first, err := begin(g)
	if err != nil {
		return mistake("genesis", "%v", err)
	}
	f.state, f.published = first, feed.Begin(first.clock())
	return nil
}

// until publishes the ticks up to one.
func (f *fold) until(tick int64) error {
	next, ok := f.published.Until(tick)
	if ok {
		f.published = next
		return nil
	}
	if newest := f.published.Newest(); f.published.Clock().Speed == 0 {
		return mistake("tick", "%d cannot be the newest tick while the world stands at tick %d", tick, newest)
	}
	return mistake("tick", "%d cannot be the newest tick behind tick %d, at most ten years later", tick,
		f.published.Newest())
}

// turnClock follows a change of the clock.
func (f *fold) turnClock(c *journal.Clock) error {
	switch {
	case c.Stand:
		if err := f.until(c.Tick); err != nil {
			return err
		}
		f.published = f.published.Stand()
		return f.checkNow(c.Now, c.Tick, c.Tick)
	case c.Ticks != 0:
		return f.advance(c)
	}
	if err := f.until(c.Tick - 1); err != nil {
		return err
	}
	if err := f.checkNow(c.Now, c.Tick-1, c.Tick); err != nil {
		return err
	}
	if err := CheckSpeed(c.Speed, f.genesis.Tick); err != nil {
		return mistake("speed", "%v", err)
	}
	f.published = f.published.SetClock(Clock{
		First: c.Tick, Anchor: c.Wall, Start: c.Now, Tick: f.genesis.Tick, Speed: c.Speed,
	})
	if c.Speed != 0 {
		f.running = c.Speed
	}
	return nil
}

// advance follows an advance.
func (f *fold) advance(c *journal.Clock) error {
	before := f.published
	switch {
	case before.Clock().Speed != 0:
		return mistake("advance", "the world does not stand before it: it needs a line with \"speed\": 0")
	case c.Ticks < 0 || c.Ticks > int64(model.Reach/f.genesis.Tick) || c.Tick != before.Newest()+c.Ticks:
		return mistake("tick", "%d is not %d ticks behind tick %d", c.Tick, c.Ticks, before.Newest())
	}
	f.published = before.Step(c.Ticks, f.firstSpeed())
	return f.checkNow(c.Now, c.Tick, c.Tick)
}

// checkNow refuses a world time that is not between those of two ticks.
func (f *fold) checkNow(now time.Time, from, to int64) error {
	first, last := f.published.Time(from), f.published.Time(to)
	if now.Before(first) || now.After(last) {
		return mistake("now", "%s is not the world's time, which is from %s to %s", model.Stamp(now), model.Stamp(first),
			model.Stamp(last))
	}
	return nil
}

// beginEpoch follows the beginning of an epoch.
func (f *fold) beginEpoch(e *journal.Epoch) error {
	if err := f.until(e.Tick); err != nil {
		return err
	}
	err := error(nil)
	switch e.Reason {
	case journal.Seek:
		if away := e.Now.Sub(f.genesis.Start).Abs(); away > model.Reach {
			err = mistake("seek", "%s is more than ten years from the start", model.Stamp(e.Now))
		}
	case journal.Reset:
		if err := f.carryOut(); err != nil {
			return err
		}
		f.world, f.history = f.origin, nil
		err = f.checkNow(e.Now, e.Tick, e.Tick+1)
	case journal.Undo:
		err = f.undo(e)
	case journal.Scenario:
		err = f.replaceWorld(e)
	}
	if err != nil || e.Silent {
		return err
	}
	f.rename(e)
	f.shown = time.Time{}
	f.placed = f.placed.InNextEpoch()
	f.published = feed.Begin(Clock{
		Anchor: e.Wall, Start: e.Now, Tick: f.genesis.Tick, Speed: f.published.Clock().Speed,
	})
	return nil
}

// undo drops the commands of an entry.
func (f *fold) undo(e *journal.Epoch) error {
	count := len(f.history)
	f.history = f.history.without(e.Undone)
	if len(f.history) == count {
		return mistake("undo", "entry %d of those with commands has none that are in effect", e.Undone)
	}
	if !f.trusting {
		f.history.chain(0)
		f.world = f.origin.Replay(f.history.commands())
	}
	return f.checkNow(e.Now, e.Tick, e.Tick+1)
}

// replaceWorld follows a change of the scenario.
func (f *fold) replaceWorld(e *journal.Epoch) error {
	if g := e.Genesis; g.Tick != f.genesis.Tick || g.Speed != f.genesis.Speed {
		return mistake("scenario.tick", "tick and speed stay those of the genesis, %s and %v", f.genesis.Tick,
			f.genesis.Speed)
	}
	if err := f.carryOut(); err != nil {
		return err
	}
	fresh, err := begin(*e.Genesis)
	if err != nil {
		return mistake("scenario", "%v", err)
	}
	f.switchTo(&fresh)
	return nil
}

// give follows commands and returns them as they are logged.
func (f *fold) give(e journal.Entry) ([]model.Command, error) {
	if err := f.until(e.Tick); err != nil {
		return nil, err
	}
	if shown := f.published.Time(e.Tick); len(e.Commands) > 0 && !f.world.Start().Add(e.Commands[0].At).After(shown) {
		return nil, mistake("commands", "the first one is not after tick %d, which shows %s", e.Tick, model.Stamp(shown))
	}
	commands, err := f.take(e.Commands)
	if err == nil && !e.Now.IsZero() {
		f.shown = e.Now
	}
	return commands, err
}

// take adds commands to the history and returns them as they are logged.
func (f *fold) take(commands []model.Command) ([]model.Command, error) {
	if f.trusting {
		f.lists++
		f.history = f.history.inserted(f.world.Start(), f.lists, commands)
		return commands, nil
	}
	w, logged, err := f.merged(commands)
	switch {
	case err != nil:
		return nil, mistake("commands", "%v", err)
	case len(logged) < len(commands):
		return nil, mistake("commands", "%d of %d change nothing", len(commands)-len(logged), len(commands))
	}
	f.lists++
	f.world, f.history = w, f.history.with(w.Start(), f.lists, logged)
	return logged, nil
}
