package lines

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// All yields the lines of a journal, each with its newline. Consecutive advances are one line.
func All(entries []journal.Entry) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var start time.Time
		for i := 0; i < len(entries); i++ {
			e := entries[i]
			for advances(e) && i+1 < len(entries) && advances(entries[i+1]) {
				i++
				joined := *entries[i].Clock
				joined.Ticks += e.Clock.Ticks
				e = journal.Entry{Clock: &joined}
			}
			start = Start(e, start)
			if !yield(Line(e, start)) {
				return
			}
		}
	}
}

// Start returns the start of the world in which an entry ends, given that of the world before it.
func Start(e journal.Entry, before time.Time) time.Time {
	switch {
	case e.Genesis != nil:
		return e.Genesis.Start
	case e.Epoch != nil && e.Epoch.Genesis != nil:
		return e.Epoch.Genesis.Start
	}
	return before
}

// Line returns an entry as a line, with its newline. The instants of commands count from start.
func Line(e journal.Entry, start time.Time) []byte {
	return encode(describe(e, start.UTC().Truncate(time.Microsecond)))
}

// Bytes returns about how much memory the lines need.
func Bytes(entries []journal.Entry) (total int64) {
	for _, e := range entries {
		total += int64(e.Bytes())
	}
	return total
}

// advances reports whether an entry is an advance.
func advances(e journal.Entry) bool { return e.Clock != nil && e.Clock.Ticks > 0 }

// encode returns a line.
func encode(l line) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		panic("lines: an entry cannot be encoded: " + err.Error())
	}
	return slices.Clip(text.Bytes())
}

// describe returns an entry as a line. The instants of commands count from start.
func describe(e journal.Entry, start time.Time) line {
	switch {
	case e.Genesis != nil:
		return line{Genesis: describeGenesis(e.Genesis)}
	case e.Clock != nil:
		return describeClock(e.Clock)
	case e.Epoch != nil:
		return describeEpoch(e.Epoch)
	case e.Faults != nil:
		return describeFaults(e.Faults, start)
	}
	l := line{Tick: &e.Tick}
	for _, c := range e.Commands {
		l.Commands = append(l.Commands, command(c, model.Stamp(start.Add(c.At))))
	}
	if !e.Now.IsZero() {
		l.Now = new(model.Stamp(e.Now))
	}
	return l
}

func describeGenesis(g *journal.Genesis) *genesis {
	return &genesis{
		Name: g.Scenario.Name, Seed: g.Seed, Start: model.Stamp(g.Start), Tick: g.Tick.String(), Speed: g.Speed,
		YAML: scenario.Whole(g.Scenario),
	}
}

func describeClock(c *journal.Clock) line {
	l := line{Tick: &c.Tick, Now: new(model.Stamp(c.Now))}
	switch {
	case c.Stand:
		l.Stand = new(true)
	case c.Ticks > 0:
		l.Advance = &c.Ticks
	default:
		l.Speed = &c.Speed
	}
	return l
}

func describeEpoch(e *journal.Epoch) line {
	l, now := line{Tick: &e.Tick}, model.Stamp(e.Now)
	switch e.Reason {
	case journal.Seek:
		l.Seek = &now
		return l
	case journal.Scenario:
		l.Scenario = describeGenesis(e.Genesis)
		return l
	case journal.Reset:
		l.Reset = new(true)
	case journal.Undo:
		l.Undo, l.Unseen = &e.Undone, e.Silent
	}
	l.Now = &now
	return l
}
