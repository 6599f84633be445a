package lines

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
)

// faults is a change of the faults. The removed ones go first.
type faults struct {
	Removed []string          `json:"removed,omitempty"`
	Set     []json.RawMessage `json:"set,omitempty"`
}

// describeFaults returns a change of the faults as a line. The instants of the faults count from start.
func describeFaults(c *journal.Faults, start time.Time) line {
	l := line{Faults: &faults{Removed: c.Removed}, Tick: &c.Tick, Now: new(model.Stamp(c.Now))}
	for _, f := range c.Set {
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		if err := e.Encode(model.FaultValues(f, start)); err != nil {
			panic("lines: a fault cannot be encoded: " + err.Error())
		}
		l.Faults.Set = append(l.Faults.Set, text.Bytes())
	}
	return l
}

// parseFaults reads a change of the faults. Their instants count from start.
func (l *line) parseFaults(now, start time.Time) (*journal.Faults, error) {
	c := &journal.Faults{Tick: *l.Tick, Now: now, Removed: l.Faults.Removed}
	if len(c.Removed)+len(l.Faults.Set) == 0 {
		return nil, fault("faults", "it changes nothing: use, for example, {\"removed\": [\"lost\"]}")
	}
	for i, text := range l.Faults.Set {
		f, err := model.ReadFault(text, func(instant string) (time.Duration, error) {
			t, err := parseInstant("", instant)
			return t.Sub(start), err
		})
		if err != nil {
			path := append([]string{fmt.Sprintf("faults.set.%d", i)}, model.FaultPath(err)...)
			return nil, fault(strings.Join(path, "."), "%v", err)
		}
		c.Set = append(c.Set, f)
	}
	return c, nil
}
