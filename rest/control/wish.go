package control

import (
	"bytes"
	"encoding/json"
	"fmt"
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

// rangeTypes are the types of mistakes in the values of a genesis.
var rangeTypes = map[string]string{
	"start": "datetime", "seed": "number.not_le", "tick": "duration", "speed": "number.range",
}

// readWish returns what a body asks for, with defaults for the rest. Errors are of type *refuse.Refusal.
func readWish(b *answer.Body, defaults session.Wish) (session.Wish, error) {
	var asked wish
	if err := parse(b, &asked, sessionKeys...); err != nil {
		return defaults, err
	}
	out, now := defaults, time.Now()
	g := &out.Genesis
	g.Seed, g.Anchor = stream.DrawSeed(), now.Truncate(time.Microsecond)
	g.Start = g.Anchor
	if asked.Strict != nil {
		out.Strict = *asked.Strict
	}
	for _, read := range []func(*session.Wish) error{
		asked.readName, asked.readScenario, asked.readGenesis, asked.readIdle,
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

// readGenesis reads the seed, the start and the clock, and checks them.
func (w *wish) readGenesis(out *session.Wish) (err error) {
	g := &out.Genesis
	if w.Seed != nil {
		g.Seed = *w.Seed
	}
	if w.Start != nil {
		if g.Start, err = model.ParseInstant(*w.Start, g.Anchor); err != nil {
			return fault("start", rangeTypes["start"], err.Error())
		}
	}
	if w.Tick != nil {
		if g.Tick, err = model.ParseDuration(*w.Tick); err != nil {
			return fault("tick", rangeTypes["tick"], err.Error())
		}
	}
	if w.Speed != nil {
		g.Speed = *w.Speed
	}
	if wrong := stream.CheckGenesis(g); wrong != nil {
		return outOfRange(wrong)
	}
	return nil
}

// outOfRange refuses a value of a genesis.
func outOfRange(wrong *stream.OutOfRange) error {
	return fault(wrong.Field, rangeTypes[wrong.Field], wrong.Error())
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
