package model

import (
	"fmt"
	"reflect"
	"strings"
)

// FaultPath returns the keys that lead to the field that an error of Fault.Check or Fault.UnmarshalJSON is about, from
// the outside in, such as on and routes. It is empty if the error is about the fault as a whole.
func FaultPath(err error) []string {
	field, rest, found := strings.Cut(err.Error(), ": ")
	if !found || strings.Contains(field, " ") {
		return nil
	}
	var inner reflect.Value
	usage, isKind := FaultUsageOf(field)
	switch {
	case isKind:
		inner = reflect.ValueOf(usage.Zero)
	case field == "on":
		inner = reflect.ValueOf(FaultScope{})
	case strings.HasPrefix(field, "on."):
		return strings.Split(field, ".")
	default:
		return []string{field}
	}
	name := rest[:strings.IndexAny(rest+" ", " :")]
	if _, ok := fieldsOf(inner)[name]; ok {
		return []string{field, name}
	}
	return []string{field}
}

// unknownField refuses a key of a fault that is neither one of the known fields nor a kind.
func unknownField(name string, known []string) error {
	switch name {
	case "profile":
		return fmt.Errorf("profile: the name of a profile stands alone: send POST /mock/faults {\"profile\": \"flaky\"}, " +
			"or the faults of GET /mock/faults/profiles")
	case "in_force", "struck":
		return fmt.Errorf("%s: the server tells it, and nobody gives it: leave it out", name)
	}
	return fmt.Errorf("%s: there is no such kind or field: kinds are %s; fields are %s", visibleName(name),
		strings.Join(FaultKeys(), ", "), strings.Join(known, ", "))
}
