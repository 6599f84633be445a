package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/scenario"
)

// Read returns the entries of a saved journal. Empty lines count, but are no entries: numbers[i] is the line of entry
// i, from 1. Errors are of type *journal.Fault; its Entry is the number of the line.
func Read(text []byte) (entries []journal.Entry, numbers []int, err error) {
	number := 0
	var start time.Time
	for row := range bytes.Lines(text) {
		number++
		if row = bytes.TrimSpace(row); len(row) == 0 {
			continue
		}
		if len(entries) == 0 && isYAML(row) {
			return nil, nil, &journal.Fault{Entry: number, Message: "this is YAML, and a journal has an object of JSON a " +
				"line: a run that was saved with format=yaml is a scenario, which --scenario FILE starts"}
		}
		e, err := Parse(row, start)
		var wrong *journal.Fault
		if errors.As(err, &wrong) {
			wrong.Entry = number
			return nil, nil, wrong
		}
		start = Start(e, start)
		if len(entries) == 0 && e.Genesis == nil {
			return nil, nil, &journal.Fault{Entry: number, Field: "genesis", Message: "the first line has to be " +
				"the genesis, as in an answer of GET /mock/journal"}
		}
		entries, numbers = append(entries, e), append(numbers, number)
	}
	if len(entries) == 0 {
		return nil, nil, &journal.Fault{Entry: 1, Field: "genesis", Message: "the journal is empty: use an answer of " +
			"GET /mock/journal"}
	}
	return entries, numbers, nil
}

// isYAML reports whether a file begins as a scenario does: with a comment or a key.
func isYAML(row []byte) bool {
	key, _, ok := bytes.Cut(row, []byte(":"))
	return row[0] == '#' || ok && len(bytes.Trim(key, "abcdefghijklmnopqrstuvwxyz_")) == 0
}

// InLine returns an error about an entry as one about its line.
func InLine(err error, numbers []int) error {
	var wrong *journal.Fault
	if !errors.As(err, &wrong) || wrong.Entry < 1 {
		return err
	}
	there := *wrong
	there.Entry = numbers[min(wrong.Entry, len(numbers))-1]
	return &there
}

// fault returns a mistake in a field.
func fault(field, format string, args ...any) error {
	return &journal.Fault{Field: field, Message: fmt.Sprintf(format, args...)}
}

// Parse returns the entry of a line. The instants of commands count from start. Errors are of type *journal.Fault.
func Parse(row []byte, start time.Time) (e journal.Entry, err error) {
	var l line
	d := json.NewDecoder(bytes.NewReader(row))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil || d.More() {
		return e, broken(err)
	}
	if err := checkKind(row); err != nil {
		return e, err
	}
	if l.Genesis != nil {
		e.Genesis, err = parseGenesis("genesis", l.Genesis)
		return e, err
	}
	if l.Tick == nil {
		return e, fault("tick", "the newest tick is missing, as in %s", example)
	}
	var now time.Time
	needsNow := l.Commands == nil && l.Seek == nil && l.Scenario == nil
	switch {
	case l.Now != nil:
		now, err = parseInstant("now", *l.Now)
	case needsNow:
		err = fault("now", "the world's time is missing, as in %s", example)
	}
	switch {
	case err != nil:
		return e, err
	case l.Commands != nil:
		e.Tick, e.Now = *l.Tick, now
		e.Commands, err = parseCommands(l.Commands, start)
	case l.Advance != nil || l.Speed != nil || l.Stand != nil:
		e.Clock, err = l.clock(now)
	case l.Faults != nil:
		e.Faults, err = l.parseFaults(now, start)
	default:
		e.Epoch, err = l.epoch(now)
	}
	return e, err
}

// broken returns the mistake of a line that cannot be decoded.
func broken(err error) error {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return fault(kind.Field, "a value of type %s is not what belongs here, as in %s", kind.Value, example)
	case err == nil:
		return fault("", "a line has one object, as in %s", example)
	}
	const unknown = "json: unknown field "
	if name, ok := strings.CutPrefix(err.Error(), unknown); ok {
		name = strings.Trim(name, `"`)
		return fault(name, "there is no such field: use one of %s, with tick and now", strings.Join(kinds, ", "))
	}
	return fault("", "the line is no object of JSON (%v): use, for example, %s", err, example)
}

// checkKind refuses a line that has not exactly one of kinds.
func checkKind(row []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(row, &fields); err != nil {
		return broken(err)
	}
	var found []string
	for _, kind := range kinds {
		if value, ok := fields[kind]; ok && string(value) != "null" {
			found = append(found, kind)
		}
	}
	switch len(found) {
	case 0:
		return fault("", "a line needs exactly one of %s", strings.Join(kinds, ", "))
	case 1:
		return nil
	}
	return fault(found[1], "beside %s it is one too many: a line has exactly one of %s", found[0],
		strings.Join(kinds, ", "))
}

// parseInstant reads an instant, which may not be relative.
func parseInstant(field, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	// In UTC the year may be another, with more than four digits.
	if year := t.UTC().Year(); err != nil || year < 0 || year > 9999 {
		return t, fault(field, "%s is not an instant: use RFC 3339, such as 2026-01-01T00:00:00+00:00", model.Quote(text))
	}
	return t.UTC().Truncate(time.Microsecond), nil
}

// parseGenesis reads the beginning of a world.
func parseGenesis(field string, g *genesis) (*journal.Genesis, error) {
	start, err := parseInstant(field+".start", g.Start)
	if err != nil {
		return nil, err
	}
	tick, err := time.ParseDuration(g.Tick)
	if err != nil {
		return nil, fault(field+".tick", "%s is not a duration: use, for example, 1s", model.Quote(g.Tick))
	}
	s, err := scenario.Parse(g.Name+".yaml", []byte(g.YAML))
	if err != nil {
		// The excerpt behind the first line of the message has lines of its own.
		message, _, _ := strings.Cut(err.Error(), "\n")
		return nil, fault(field+".yaml", "%s", message)
	}
	return &journal.Genesis{Scenario: s, Seed: g.Seed, Start: start, Tick: tick, Speed: g.Speed}, nil
}

// parseCommands reads a list of commands. Their times count from start.
func parseCommands(list []map[string]json.RawMessage, start time.Time) ([]model.Command, error) {
	if len(list) == 0 {
		return nil, fault("commands", "the list is empty: use, for example, [{\"at\": …, \"fail_node\": {…}}]")
	}
	commands := make([]model.Command, len(list))
	for i, fields := range list {
		path := fmt.Sprintf("commands.%d", i)
		var text string
		if err := json.Unmarshal(fields[at], &text); err != nil {
			return nil, fault(path+".at", "an instant is missing: use RFC 3339, such as 2026-01-01T00:00:00+00:00")
		}
		instant, err := parseInstant(path+".at", text)
		if err != nil {
			return nil, err
		}
		delete(fields, at)
		rest, err := json.Marshal(fields)
		if err == nil {
			err = json.Unmarshal(rest, &commands[i])
		}
		if err == nil {
			err = commands[i].Check()
		}
		if err != nil {
			return nil, fault(path, "%v", err)
		}
		commands[i].At = instant.Sub(start)
		if commands[i].At.Abs() > model.Reach {
			return nil, fault(path+".at", "%s is more than ten years from the start", model.Quote(text))
		}
		if i > 0 && commands[i].At < commands[i-1].At {
			return nil, fault(path+".at", "%s is before the command in front of it: list them by their instants",
				model.Quote(text))
		}
	}
	return commands, nil
}

// clock returns the change of the clock in a line.
func (l *line) clock(now time.Time) (*journal.Clock, error) {
	c := &journal.Clock{Tick: *l.Tick, Now: now}
	switch {
	case l.Stand != nil:
		if c.Stand = *l.Stand; !c.Stand {
			return nil, fault("stand", "it can only be true: to go on, use speed")
		}
	case l.Speed != nil:
		c.Speed = *l.Speed
	case *l.Advance < 1:
		return nil, fault("advance", "%d is less than one tick: use, for example, 30", *l.Advance)
	default:
		c.Ticks = *l.Advance
	}
	return c, nil
}

// epoch returns the beginning of an epoch in a line.
func (l *line) epoch(now time.Time) (e *journal.Epoch, err error) {
	e = &journal.Epoch{Tick: *l.Tick, Now: now}
	switch {
	case l.Seek != nil:
		e.Reason = journal.Seek
		e.Now, err = parseInstant("seek", *l.Seek)
	case l.Undo != nil:
		e.Reason, e.Undone, e.Silent = journal.Undo, *l.Undo, l.Unseen
	case l.Scenario != nil:
		e.Reason = journal.Scenario
		if e.Genesis, err = parseGenesis("scenario", l.Scenario); err == nil {
			e.Now = e.Genesis.Start
		}
	default:
		if e.Reason = journal.Reset; l.Reset == nil || !*l.Reset {
			err = fault("reset", "it can only be true")
		}
	}
	return e, err
}
