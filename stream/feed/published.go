package feed

import (
	"slices"
	"time"

	"trainmock/stream/model"
)

// Published is the ticks that an epoch has published, with their clocks. It is a value: each change returns another
// one, and only the newest may be changed again.
type Published struct {
	timeline timeline
	newest   int64
}

// Begin returns the first tick of a clock.
func Begin(c Clock) Published {
	return Published{timeline: timeline{{from: c.First, clock: c}}, newest: c.First}
}

// Newest returns the newest tick.
func (p Published) Newest() int64 { return p.newest }

// Time returns the world time of a tick.
func (p Published) Time(tick int64) time.Time { return p.timeline.time(tick) }

// Clock returns the present clock.
func (p Published) Clock() Clock { return p.timeline.last().clock }

// Until returns the ticks with those that follow up to another one. It reports whether that is not before the newest,
// and is due within model.Reach of the last change of the clock.
func (p Published) Until(tick int64) (Published, bool) {
	c := p.Clock()
	if c.Speed != 0 && len(p.timeline) == 1 && p.newest == c.First && tick < c.First {
		// Before its anchor, a clock publishes ticks before its first.
		p.newest = max(tick, c.First-int64(model.Reach/c.Tick))
	}
	if tick < p.newest || c.Speed == 0 && tick > p.newest || tick-c.First > int64(model.Reach/c.Tick) {
		return p, false
	}
	p.newest = tick
	return p, true
}

// SetClock returns the ticks with the first one of another clock.
func (p Published) SetClock(c Clock) Published {
	return Published{timeline: p.timeline.setClock(c), newest: c.First}
}

// Step returns the ticks with so many more, while the clock stands, each as far from the one before as at a speed.
func (p Published) Step(ticks int64, speed float64) Published {
	return Published{timeline: p.timeline.step(p.newest, ticks, speed), newest: p.newest + ticks}
}

// Stand returns the ticks with a clock that stands at the newest. No tick shows that, so that all ids stay as they are.
func (p Published) Stand() Published {
	still := *p.timeline.last()
	still.clock.Start, still.clock.First, still.clock.Speed = p.Time(p.newest), p.newest, 0
	still.from, still.advance = p.newest+1, false
	p.timeline = append(p.timeline[:len(p.timeline):len(p.timeline)], still)
	return p
}

// Clip returns the ticks as a value that may be changed several times, each time anew.
func (p Published) Clip() Published {
	p.timeline = slices.Clip(p.timeline)
	return p
}

// At returns the ticks with a clock whose anchor is known by the wall's time alone, as that of a journal is. wall is
// the present, with a monotonic reading, and slept how long the machine has slept.
func (p Published) At(wall time.Time, slept time.Duration) Published {
	p.timeline = append(timeline(nil), p.timeline...)
	c := &p.timeline.last().clock
	c.Anchor = wall.Add(c.Anchor.Sub(wall) + slept)
	return p
}

// Played returns the ticks as if all had been published just now.
func (p Published) Played() Published {
	p.timeline = append(timeline(nil), p.timeline...)
	for i := range p.timeline {
		p.timeline[i].played = true
	}
	return p
}
