package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"trainmock/stream/model"
)

// errTimeline reports a scenario that cannot be written.
var errTimeline = errors.New("the commands do not fit into the scenario's file as its timeline: save the journal " +
	"without format=yaml instead")

// WithCommands returns the file of a scenario whose timeline also holds some commands. Choices that were made when they
// were logged, such as the nodes of a task, are left out, because a timeline makes them anew. It fails if there are more
// than 1,000 entries, if one is before the start, or if the file cannot be extended.
func WithCommands(s model.Scenario, commands []model.Command) (string, error) {
	all := append(append([]model.Command(nil), s.Timeline...), commands...)
	if len(all) > maxListed {
		return "", fmt.Errorf("a timeline holds at most %d commands, and these are %d: save the journal without "+
			"format=yaml instead", maxListed, len(all))
	}
	if s.Text == "" || len(all) == 0 {
		return s.Text, nil
	}
	var b strings.Builder
	b.WriteString(withoutTimeline(s.Text))
	b.WriteString("timeline:\n")
	for _, c := range all {
		entry, err := flow(c)
		if err != nil {
			return "", err
		}
		b.WriteString("  - " + entry + "\n")
	}
	// A file in another style than that of the built-in ones may have become another scenario.
	read, err := Parse(s.Name+".yaml", []byte(b.String()))
	if err != nil || len(read.Timeline) != len(all) || len(read.Groups) != len(s.Groups) ||
		len(read.Jobs) != len(s.Jobs) {
		return "", errTimeline
	}
	return b.String(), nil
}

// withoutTimeline returns a file without its timeline. It ends with a newline.
func withoutTimeline(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "timeline:"):
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
