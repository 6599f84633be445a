package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// MarshalJSON writes the instant in nanoseconds since the start, and the verb under its key.
func (c Command) MarshalJSON() ([]byte, error) {
	if c.Verb == nil {
		return nil, c.Check()
	}
	verb, err := json.Marshal(c.Verb)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"at":%d,%q:%s}`, c.At, c.Key(), verb), nil
}

// UnmarshalJSON reads the output of MarshalJSON. Durations may also be strings such as "2m". It fails on unknown keys
// and verbs. Errors about a value are of type *FieldError.
func (c *Command) UnmarshalJSON(text []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		return err
	}
	*c = Command{}
	if at, ok := fields["at"]; ok {
		if complaint := readDuration(at, reflect.ValueOf(&c.At).Elem(), false); complaint != "" {
			return &FieldError{Path: []string{"at"}, Message: "at: " + complaint}
		}
		delete(fields, "at")
	}
	var err error
	c.Verb, err = readVerb(fields, false)
	return err
}

// ParseVerb reads a verb as people write it: an object with its key. Durations are texts, such as "2m". It fails on
// unknown keys and verbs, and on values out of range. Errors about a value are of type *FieldError.
func ParseVerb(fields map[string]json.RawMessage) (Verb, error) {
	v, err := readVerb(fields, true)
	switch {
	case err != nil:
		return nil, err
	case v == nil:
		return nil, Command{}.Check()
	}
	err = checkSubject(v)
	if err == nil {
		err = v.Check()
	}
	if err != nil {
		return nil, &FieldError{Path: checkedPath(v, err), Message: err.Error()}
	}
	return v, nil
}

// checkSubject returns an error if a verb names no node or task, but has a key for one that may not be left out.
func checkSubject(v Verb) error {
	verb := reflect.ValueOf(v)
	for i := range verb.NumField() {
		name := verb.Type().Field(i).Tag.Get("json")
		if (name == "node_id" || name == "task_id") && verb.Field(i).IsZero() {
			return fmt.Errorf("%s: %s is missing", v.Key(), name)
		}
	}
	return nil
}

// FieldError reports a value of a command that cannot be read, or that is out of range.
type FieldError struct {
	// Path leads to the value: the verb's key, and the name of the value unless the whole verb is meant.
	Path []string
	// Message names the verb and the value, and says what to use instead.
	Message string
}

// Error returns the message.
func (e *FieldError) Error() string { return e.Message }

// readVerb reads the only one of some fields, none of which is at. Without any field it returns nil.
func readVerb(fields map[string]json.RawMessage, units bool) (Verb, error) {
	if len(fields) > 1 {
		return nil, fmt.Errorf("a command has exactly one verb beside at, such as fail_node; this one has %d keys",
			len(fields))
	}
	for key, value := range fields {
		usage, ok := UsageOf(key)
		if !ok {
			return nil, fmt.Errorf("there is no verb %s: use one of %s", Quote(key), strings.Join(VerbKeys(), ", "))
		}
		return readValues(usage, value, units)
	}
	return nil, nil
}

// readValues reads the values of a verb. With units, a duration needs one.
func readValues(u Usage, text json.RawMessage, units bool) (Verb, error) {
	key := u.Zero.Key()
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil {
		return nil, &FieldError{Path: []string{key}, Message: key + ": " + shownJSON(text) +
			" is no object with the verb's values"}
	}
	verb := reflect.New(reflect.TypeOf(u.Zero)).Elem()
	names := jsonNames(verb.Type())
	for _, given := range slices.Sorted(maps.Keys(fields)) {
		i := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, given) })
		if i < 0 {
			return nil, &FieldError{Path: []string{key, given}, Message: fmt.Sprintf("%s: there is no value %s: use %s",
				key, Quote(given), strings.Join(names, ", "))}
		}
		if complaint := readValue(fields[given], verb.Field(i), units); complaint != "" {
			return nil, &FieldError{Path: []string{key, names[i]}, Message: key + ": " + names[i] + ": " + complaint}
		}
	}
	return verb.Interface().(Verb), nil
}

// jsonNames returns the names of a struct's fields in JSON, in their order.
func jsonNames(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return names
}

// checkedPath returns the path to the value that the error of a check is about, whose message begins with the verb and
// the name of the value.
func checkedPath(v Verb, err error) []string {
	path := []string{v.Key()}
	rest, _ := strings.CutPrefix(err.Error(), v.Key()+": ")
	name, _, _ := strings.Cut(rest, " ")
	if slices.Contains(jsonNames(reflect.TypeOf(v)), name) {
		path = append(path, name)
	}
	return path
}
