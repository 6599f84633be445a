// Package lines owns saved journals: each entry is one line of JSON, in plain words.
package lines

import (
	"encoding/json"

	"trainmock/stream/model"
)

// line is an entry as it is saved. Exactly one of Genesis, Commands, Advance, Speed, Stand, Seek, Reset, Undo,
// Scenario and Faults is set.
type line struct {
	Genesis  *genesis                     `json:"genesis,omitempty"`
	Commands []map[string]json.RawMessage `json:"commands,omitempty"`
	Advance  *int64                       `json:"advance,omitempty"`
	Speed    *float64                     `json:"speed,omitempty"`
	Stand    *bool                        `json:"stand,omitempty"`
	Seek     *string                      `json:"seek,omitempty"`
	Reset    *bool                        `json:"reset,omitempty"`
	Undo     *uint64                      `json:"undo,omitempty"`
	Scenario *genesis                     `json:"scenario,omitempty"`
	Faults   *faults                      `json:"faults,omitempty"`
	// Unseen is set beside Undo if no tick has shown the commands, so that the epoch goes on.
	Unseen bool `json:"unseen,omitempty"`
	// Tick is the newest tick: with Advance, Speed and Stand the one that shows the change, else the one before it.
	Tick *int64 `json:"tick,omitempty"`
	// Now is the world time of the change, RFC 3339. Commands with instants of their own have none.
	Now *string `json:"now,omitempty"`
}

// genesis is the beginning of a world. Tick and Speed stay as they are where a scenario replaces another.
type genesis struct {
	// Name is that of the scenario, and YAML the text of its file.
	Name  string `json:"name"`
	Seed  uint64 `json:"seed"`
	Start string `json:"start"`
	// Tick is a duration, such as 1s.
	Tick  string  `json:"tick"`
	Speed float64 `json:"speed"`
	YAML  string  `json:"yaml"`
}

// at is the key of a command's instant.
const at = "at"

// stamp returns an instant as a value of JSON.
func stamp(text string) json.RawMessage { return json.RawMessage(`"` + text + `"`) }

// example is a line of each kind, for messages.
const example = `{"speed": 0, "tick": 42, "now": "2026-01-01T00:00:42+00:00"}`

// kinds are the keys of which a line has exactly one.
var kinds = []string{"genesis", "commands", "advance", "speed", "stand", "seek", "reset", "undo", "scenario", "faults"}

// command returns a command as it is saved.
func command(c model.Command, start string) map[string]json.RawMessage {
	values, err := json.Marshal(model.Values(c.Verb))
	if err != nil {
		panic("lines: a verb cannot be encoded: " + err.Error())
	}
	return map[string]json.RawMessage{at: stamp(start), c.Key(): values}
}
