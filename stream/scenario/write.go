package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"trainmock/stream/model"
)

// errTimeline reports a scenario that cannot be written.
var errTimeline = errors.New("the commands and faults do not fit into the scenario's file: save the journal without " +
	"format=yaml instead")

// With returns the file of a scenario whose timeline also holds some commands, and whose faults are replaced. Choices
// that were made when the commands were logged, such as the nodes of a task, are left out, because a timeline makes
// them anew. It fails if there are more than 1,000 commands, if something is before the start, or if the file cannot
// be extended.
func With(s model.Scenario, commands []model.Command, faults []model.Fault) (string, error) {
	all := append(append([]model.Command(nil), s.Timeline...), commands...)
	if len(all) > maxListed {
		return "", fmt.Errorf("a timeline holds at most %d commands, and these are %d: save the journal without "+
			"format=yaml instead", maxListed, len(all))
	}
	text := s.Text
	if text == "" {
		return "", nil
	}
	var err error
	if len(commands) > 0 {
		text, err = replaced(text, "timeline", all, flow)
	}
	read, bad := Parse(s.Name+".yaml", []byte(text))
	if err == nil && bad == nil && !equalFaults(read.Faults, faults) {
		if text, err = replaced(text, faultList, faults, flowFault); err == nil {
			read, bad = Parse(s.Name+".yaml", []byte(text))
		}
	}
	if err != nil {
		return "", err
	}
	// A file in another style than that of the built-in ones may have become another scenario.
	if bad != nil || len(read.Timeline) != len(all) || len(read.Groups) != len(s.Groups) ||
		len(read.Jobs) != len(s.Jobs) || !equalFaults(read.Faults, faults) {
		return "", errTimeline
	}
	return text, nil
}

// Whole returns the file of a scenario with all its faults, also those that a flag has added. A flag has to be refused
// if With fails with its fault, because the file is then returned as it is.
func Whole(s model.Scenario) string {
	if len(s.Faults) == 0 {
		return s.Text
	}
	text, err := With(s, nil, s.Faults)
	if err != nil {
		return s.Text
	}
	return text
}

// replaced returns a file with a list in place of the one under a key, each entry on one line.
func replaced[T any](text, key string, list []T, line func(T) (string, error)) (string, error) {
	var b strings.Builder
	b.WriteString(without(text, key))
	if len(list) > 0 {
		b.WriteString(key + ":\n")
	}
	for _, e := range list {
		entry, err := line(e)
		if err != nil {
			return "", err
		}
		b.WriteString("  - " + entry + "\n")
	}
	return b.String(), nil
}

// equalFaults reports whether two lists of faults are equal but for beginnings that are left out.
func equalFaults(a, b []model.Fault) bool {
	return slices.EqualFunc(a, b, func(f, g model.Fault) bool {
		one, err := flowFault(f.Beginning(0))
		two, alsoErr := flowFault(g.Beginning(0))
		return err == nil && alsoErr == nil && one == two
	})
}

// without returns a file without the list under a key. It ends with a newline.
func without(text, key string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, key+":"):
			inside = true
		case inside && strings.Trim(line, " \r\n") != "" && !strings.ContainsAny(line[:1], " -#]}"):
			inside = false
		}
		if !inside {
			b.WriteString(line)
		}
	}
	return strings.TrimRight(b.String(), "\r\n") + "\n"
}

// flow returns a command as an entry of a timeline on one line. JSON is YAML.
func flow(c model.Command) (string, error) {
	values := model.Values(c.Verb)
	known := map[string]json.RawMessage{}
	for _, f := range fieldsOf(reflect.TypeOf(c.Verb)) {
		if value, ok := values[f.name]; ok {
			known[f.name] = value
		}
	}
	text, err := json.Marshal(known)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("{at: %s, %s: %s}", c.At, c.Key(), text), nil
}

// flowFault returns a fault as an entry of the faults on one line. JSON is YAML.
func flowFault(f model.Fault) (string, error) {
	text, err := f.MarshalJSON()
	return string(text), err
}
