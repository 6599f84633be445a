package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sort"
	"time"
)

// phase is the ticks of an epoch from one clock change to the next.
type phase struct {
	// from is the first tick whose time the clock tells. The phase before tells that of earlier ones.
	from  int64
	clock Clock
	// advance is set if the ticks were published by Step, at once instead of in the course of time.
	advance bool
	// played is set if the ticks were published at once because a journal was played.
	played bool
	// sum is a digest of the clock changes up to this phase. It is zero before the first.
	sum [sha256.Size]byte
}

// digest returns the part of an id behind the name of the world, by that of the commands in effect.
func (p *phase) digest(commands string) string {
	if p.sum == [sha256.Size]byte{} {
		return commands
	}
	sum := sha256.Sum256(append(p.sum[:], commands...))
	return "." + hex.EncodeToString(sum[:3])
}

// timeline is the phases of one epoch in their order. There is at least one.
type timeline []phase

// last returns the present phase.
func (t timeline) last() *phase { return &t[len(t)-1] }

// at returns the phase of a tick.
func (t timeline) at(tick int64) *phase {
	i := sort.Search(len(t), func(i int) bool { return t[i].from > tick })
	return &t[max(i-1, 0)]
}

// time returns the world time of a tick.
func (t timeline) time(tick int64) time.Time { return t.at(tick).clock.Time(tick) }

// setClock begins a phase at the first tick of a clock.
func (t timeline) setClock(c Clock) timeline {
	text := fmt.Sprintf("%x|%d|%s|%v", t.last().sum, c.First, c.Start.UTC().Format(time.RFC3339Nano), c.Speed)
	return append(t, phase{from: c.First, clock: c, sum: sha256.Sum256([]byte(text))})
}

// step adds ticks behind the newest, which the standing clock has reached, each as far from the one before as at a
// speed. Steps in a row are one phase, so that their times are rounded as those of one.
func (t timeline) step(newest, ticks int64, speed float64) timeline {
	standing := t.last()
	moving := phase{from: newest + 1, clock: standing.clock, advance: true, sum: standing.sum}
	moving.clock.First, moving.clock.Speed = newest, speed
	if n := len(t) - 2; n >= 0 && t[n].advance && t[n].clock.Speed == speed {
		moving, t = t[n], t[:n]
	}
	t = slices.Clip(t)
	still := phase{from: newest + ticks + 1, clock: moving.clock, sum: moving.sum}
	still.clock.Start, still.clock.First = moving.clock.Time(newest+ticks), newest+ticks
	still.clock.Speed = 0
	return append(t, moving, still)
}

// oldest returns the oldest tick published within so many ticks of wall time before the newest. Steps take no time, and
// neither does playing a journal.
func (t timeline) oldest(newest, ticks int64) int64 {
	for i := len(t) - 1; i > 0; i-- {
		p := t[i]
		if p.advance || p.played {
			newest = min(newest, p.from-1)
			continue
		}
		count := max(0, newest-p.from+1)
		if count > ticks {
			return newest - ticks
		}
		ticks, newest = ticks-count, newest-count
	}
	if t[0].played {
		return t[0].from
	}
	return newest - ticks
}

// stepped reports whether Step published a tick from one to another.
func (t timeline) stepped(from, to int64) bool {
	for i := len(t) - 1; i >= 0; i-- {
		end := to
		if i+1 < len(t) {
			end = min(to, t[i+1].from-1)
		}
		if t[i].advance && end >= max(from, t[i].from) {
			return true
		}
		if t[i].from <= from {
			return false
		}
	}
	return false
}
