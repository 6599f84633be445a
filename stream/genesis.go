package stream

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"trainmock/stream/journal"
)

const (
	// MinTick and LongestTick bound the wall time between two ticks, which is in whole milliseconds.
	MinTick     = 20 * time.Millisecond
	LongestTick = time.Hour
	// MaxSpeed is the highest speed in world seconds per wall second.
	MaxSpeed = 10_000
	// MaxTick is the most that a tick moves the world, because it tells every change in between.
	MaxTick = 24 * time.Hour
	// MaxSeed is the largest whole number that a JavaScript number holds.
	MaxSeed = 1<<53 - 1
	// maxDrawnSeed is the highest seed that is drawn. Six digits are easily typed again.
	maxDrawnSeed = 999_999
	// minYear and maxYear bound the start. Instants up to model.Reach away then have four digits for the year.
	minYear = 1900
	maxYear = 9000
)

// DrawSeed returns a random seed, for a world that was given none.
func DrawSeed() uint64 { return 1 + rand.Uint64N(maxDrawnSeed) }

// OutOfRange is a value of a genesis that is out of its range.
type OutOfRange struct {
	// Field is the value's name: start, seed, tick or speed.
	Field string
	// Wrong says what is wrong, and Example is a value to use instead.
	Wrong, Example string
}

func (o *OutOfRange) Error() string { return o.Wrong + ": use, for example, " + o.Example }

// CheckGenesis returns the first value of a genesis that is out of its range, or nil. It does not look at the scenario.
func CheckGenesis(g *journal.Genesis) *OutOfRange {
	switch year := g.Start.Year(); {
	case year < minYear || year > maxYear:
		return &OutOfRange{
			"start", fmt.Sprintf("the year %d is not from %d to %d", year, minYear, maxYear), "2026-01-01T00:00:00Z",
		}
	case g.Seed > MaxSeed:
		return &OutOfRange{
			"seed", fmt.Sprintf("%d is above %d, the largest whole number that every JSON reader holds", g.Seed,
				uint64(MaxSeed)), "7",
		}
	case g.Tick < MinTick || g.Tick > LongestTick || g.Tick%time.Millisecond != 0:
		return &OutOfRange{
			"tick", fmt.Sprintf("%s is not whole milliseconds from %s to %s", g.Tick, MinTick, LongestTick), "500ms",
		}
	}
	return checkSpeed(g.Speed, g.Tick)
}

// CheckSpeed returns an error of type *OutOfRange if a speed is out of range for a tick.
func CheckSpeed(speed float64, tick time.Duration) error {
	if wrong := checkSpeed(speed, tick); wrong != nil {
		return wrong
	}
	return nil
}

func checkSpeed(speed float64, tick time.Duration) *OutOfRange {
	switch {
	case !(speed >= 0 && speed <= MaxSpeed):
		return &OutOfRange{"speed", fmt.Sprintf("%v is not from 0 (which pauses) to %d", speed, MaxSpeed), "10"}
	case speed*float64(tick) > float64(MaxTick):
		return &OutOfRange{
			"speed", fmt.Sprintf("at %v a tick of %s would move the world by more than a day", speed, tick),
			fmt.Sprint(math.Floor(float64(MaxTick) / float64(tick))),
		}
	}
	return nil
}
