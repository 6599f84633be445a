package control

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// untilExample is a condition for the end of an advance.
const untilExample = `{"type": "node_state", "node_id": "#2", "state": "DEAD"}`

// matcher returns a function that reports whether an event meets a condition: it has the type, it is about the node_id
// or task_id, and its payload has the values of all other keys.
func matcher(w *world.World, now time.Time, until map[string]json.RawMessage) (func(model.Event) bool, error) {
	values := map[string]any{}
	for key, text := range until {
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			return nil, fault("until", "json", "the value of "+model.Quote(key)+" is broken: send "+untilExample)
		}
		values[key] = value
	}
	kind, _ := values["type"].(string)
	delete(values, "type")
	i := slices.IndexFunc(model.EventTypes, func(t *model.EventType) bool { return t.Type == kind })
	if i < 0 {
		var names []string
		for _, t := range model.EventTypes {
			names = append(names, t.Type)
		}
		return nil, fault("until", "enum", "until needs the type of an event: use one of "+strings.Join(names, ", ")+
			", as in "+untilExample)
	}
	node, err := subject(values, "node_id", func(name string) string { return w.NodeNamed(name) })
	if err != nil {
		return nil, err
	}
	task, err := subject(values, "task_id", func(name string) string { return w.TaskNamed(name, now) })
	if err != nil {
		return nil, err
	}
	if err := checkFields(model.EventTypes[i], values); err != nil {
		return nil, err
	}
	return func(e model.Event) bool {
		return e.EventType == model.EventTypes[i] && (node == "" || e.NodeID == node) &&
			(task == "" || e.TaskID == task) && holds(e, values)
	}, nil
}

// subject takes the name of a node or task from the values, and returns its id.
func subject(values map[string]any, key string, named func(string) string) (string, error) {
	value, ok := values[key]
	if !ok {
		return "", nil
	}
	delete(values, key)
	name, ok := value.(string)
	if !ok {
		return "", faultAt([]string{"until", key}, "id", `an id is a text: send, for example, `+untilExample)
	}
	if id := named(name); id != "" {
		return id, nil
	}
	return "", faultAt([]string{"until", key}, "id",
		"there is no "+key+" "+model.Quote(name)+`: use an id, or "#2" for the second`)
}

// checkFields refuses keys that the payload of a type does not have.
func checkFields(kind *model.EventType, values map[string]any) error {
	names := fieldNames(reflect.TypeOf(kind.Zero))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(names, key) {
			return fault("until", "extra", kind.Type+" has no field "+model.Quote(key)+": it has "+
				strings.Join(names, ", "))
		}
	}
	return nil
}

// fieldNames returns the names of a struct's fields in JSON.
func fieldNames(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

// holds reports whether an event's payload has some values.
func holds(e model.Event, values map[string]any) bool {
	if len(values) == 0 {
		return true
	}
	text, err := json.Marshal(e.Content())
	if err != nil {
		return false
	}
	var payload map[string]any
	if json.Unmarshal(text, &payload) != nil {
		return false
	}
	for key, value := range values {
		if !reflect.DeepEqual(payload[key], value) {
			return false
		}
	}
	return true
}
