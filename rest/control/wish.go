package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/session"
)

const sessionExample = `{"name": "test-1", "scenario": "chaos", "seed": 7}`

// sessionKeys are those of the body of POST /mock/sessions.
var sessionKeys = []key{
	{"name", sessionExample}, {"scenario", `{"scenario": "chaos"}`}, {"seed", `{"seed": 7}`},
	{"start", `{"start": "2026-01-01T00:00:00Z"}`}, {"speed", `{"speed": 0}`}, {"tick", `{"tick": "100ms"}`},
	{"strict", `{"strict": true}`}, {"idle", `{"idle": "30m"}`},
}

// wish is the body of POST /mock/sessions.
type wish struct {
	Name     *string         `json:"name"`
	Scenario json.RawMessage `json:"scenario"`
	Seed     *uint64         `json:"seed"`
	Start    *string         `json:"start"`
	Speed    *float64        `json:"speed"`
	Tick     *string         `json:"tick"`
	Strict   *bool           `json:"strict"`
	Idle     *string         `json:"idle"`
}

const (
	// maxDrawnSeed is the highest seed that is drawn. Six digits are easily typed again.
	maxDrawnSeed = 999_999
	// minYear and maxYear bound the start, as those of --start do.
	minYear = 1900
	maxYear = 9000
)

// readWish returns what a body asks for, with defaults for the rest. Errors are of type *refuse.Refusal.
func readWish(b *answer.Body, defaults session.Wish) (session.Wish, error) {
	var asked wish
	if err := parse(b, &asked, sessionKeys...); err != nil {
		return defaults, err
	}
	out, now := defaults, time.Now()
	g := &out.Genesis
	g.Seed, g.Anchor = 1+rand.Uint64N(maxDrawnSeed), now.Truncate(time.Microsecond)
	g.Start = g.Anchor
	if asked.Strict != nil {
		out.Strict = *asked.Strict
	}
	for _, read := range []func(*session.Wish) error{
		asked.readName, asked.readScenario, asked.readSeed, asked.readStart, asked.readClock, asked.readIdle,
	} {
		if err := read(&out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (w *wish) readName(out *session.Wish) error {
	if w.Name == nil {
		return nil
	}
	if out.Name = *w.Name; !model.ValidSession(out.Name) {
		return session.BadName(out.Name, "body", "name")
	}
	return nil
}

// readScenario reads a name, or an object with a name or a text.
func (w *wish) readScenario(out *session.Wish) error {
	text := bytes.TrimSpace(w.Scenario)
	if len(text) == 0 || string(text) == "null" {
		return nil
	}
	var asked struct {
		Name *string `json:"name"`
		YAML *string `json:"yaml"`
		File *string `json:"file"`
	}
	if text[0] == '{' {
		if err := answer.ParsePart(text, &asked, sessionExample, "scenario"); err != nil {
			return err
		}
		var keys map[string]json.RawMessage
		if err := answer.ParsePart(text, &keys, sessionExample, "scenario"); err != nil {
			return err
		}
		if delete(keys, "file"); len(keys) != 1 || asked.Name == nil && asked.YAML == nil ||
			asked.Name != nil && asked.File != nil {
			return fault("scenario", "missing", "a scenario is a name, or an object with either name or yaml, and file "+
				"beside yaml: send, for example, "+sessionExample)
		}
	} else if err := answer.ParsePart(text, &asked.Name, sessionExample, "scenario"); err != nil {
		return err
	}
	var err error
	if asked.YAML != nil {
		out.Genesis.Scenario, err = written(*asked.YAML, asked.File, "scenario", "yaml")
	} else {
		out.Genesis.Scenario, err = named(*asked.Name, "scenario")
	}
	return err
}

func (w *wish) readSeed(out *session.Wish) error {
	if w.Seed == nil {
		return nil
	}
	if out.Genesis.Seed = *w.Seed; *w.Seed > stream.MaxSeed {
		return fault("seed", "number.not_le", fmt.Sprintf("%d is above %d, the largest whole number that every JSON "+
			"reader holds: use, for example, 7", *w.Seed, uint64(stream.MaxSeed)))
	}
	return nil
}

func (w *wish) readStart(out *session.Wish) (err error) {
	if w.Start == nil {
		return nil
	}
	g := &out.Genesis
	if g.Start, err = model.ParseInstant(*w.Start, g.Anchor); err != nil {
		return fault("start", "datetime", err.Error())
	}
	if year := g.Start.Year(); year < minYear || year > maxYear {
		return fault("start", "datetime", fmt.Sprintf("the year %d is not from %d to %d: use, for example, "+
			"2026-01-01T00:00:00Z", year, minYear, maxYear))
	}
	return nil
}

// readClock reads the tick and the speed, which bound each other.
func (w *wish) readClock(out *session.Wish) (err error) {
	g := &out.Genesis
	if w.Tick != nil {
		if g.Tick, err = model.ParseDuration(*w.Tick); err != nil {
			return fault("tick", "duration", err.Error())
		}
	}
	if g.Tick < stream.MinTick || g.Tick > stream.LongestTick || g.Tick%time.Millisecond != 0 {
		return fault("tick", "duration", fmt.Sprintf("%s is not whole milliseconds from %s to %s: use, for example, "+
			"500ms", g.Tick, stream.MinTick, stream.LongestTick))
	}
	if w.Speed != nil {
		g.Speed = *w.Speed
	}
	if err := stream.CheckSpeed(g.Speed, g.Tick); err != nil {
		return fault("speed", "number.range", err.Error())
	}
	return nil
}

func (w *wish) readIdle(out *session.Wish) (err error) {
	if w.Idle == nil {
		return nil
	}
	if out.Idle, err = model.ParseDuration(strings.TrimSpace(*w.Idle)); err != nil {
		return fault("idle", "duration", err.Error())
	}
	if d := out.Idle; d != 0 && (d < session.LeastIdle || d > session.MostIdle) {
		return fault("idle", "duration", fmt.Sprintf("%s is neither 0, for good, nor from %s to %s: use, for example, "+
			"10m", d, session.LeastIdle, session.MostIdle))
	}
	return nil
}
