package model

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"trainmock/stream/suggest"
)

// Check returns an error if a value is out of range, or where the kind does not apply. Its message begins with the
// field.
func (f Fault) Check() error {
	if f.Kind == nil {
		return fmt.Errorf("a fault has exactly one kind, such as \"drop\": {}; use one of %s",
			strings.Join(FaultKeys(), ", "))
	}
	for _, check := range []func() error{f.checkName, f.checkDraw, f.checkTime, f.On.check, f.Kind.Check, f.checkPlace} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// Usage returns the row of the fault's kind, narrowed to where the kind with its values applies.
func (f Fault) Usage() FaultUsage {
	usage, _ := FaultUsageOf(f.Kind.Key())
	if t, ok := f.Kind.(Truncate); ok && t.Frame {
		usage.Answers, usage.Streams = false, sockets
	}
	return usage
}

// checkName refuses names that do not fit into a path or a header.
func (f Fault) checkName() error {
	if len(f.Name) > maxFaultName || strings.Trim(f.Name, nameLetters) != "" || strings.Trim(f.Name, ".") == "" &&
		f.Name != "" {
		return fmt.Errorf("name: %s is not a name: use 1 to %d letters, digits, dots, hyphens and underscores, such as "+
			"slow-nodes", Quote(f.Name), maxFaultName)
	}
	return nil
}

// checkDraw refuses ways of choosing that contradict each other.
func (f Fault) checkDraw() error {
	switch {
	case f.Share != nil && !(*f.Share > 0 && *f.Share <= 1):
		return fmt.Errorf("share: %v is not a share: use more than 0 and at most 1, such as 0.05", *f.Share)
	case f.Nth != nil && *f.Nth < 1:
		return fmt.Errorf("nth: %d is none: use 1 or more, such as 20 for the twentieth", *f.Nth)
	case f.Share != nil && f.Nth != nil:
		return fmt.Errorf("nth: use either share or nth, such as \"nth\": 20")
	case f.Every && f.Nth == nil:
		return fmt.Errorf("every: it goes with nth: use, for example, \"nth\": 20, \"every\": true")
	case f.Count != nil && *f.Count < 1:
		return fmt.Errorf("count: %d is none: use 1 or more, such as 3, or leave it out for no limit", *f.Count)
	case f.Per != "" && f.Per != PerSubscriber:
		return fmt.Errorf("per: there is no per %s: use subscriber, or leave it out", Quote(f.Per))
	}
	return nil
}

// checkTime refuses times out of range.
func (f Fault) checkTime() error {
	if f.For < 0 || f.For > maxAwayFor {
		return fmt.Errorf("for: %s is out of range: use 0 (until it is removed) to ten years, such as 2m", f.For)
	}
	if f.From != nil && (*f.From < -Reach || *f.From > Reach) {
		return fmt.Errorf("from: %s is more than ten years from the start: use, for example, 30s", *f.From)
	}
	return nil
}

// check refuses lists that choose nothing.
func (s FaultScope) check() error {
	lists := reflect.ValueOf(s)
	for i := range lists.NumField() {
		name, _, _ := strings.Cut(lists.Type().Field(i).Tag.Get("json"), ",")
		switch list := lists.Field(i); {
		case list.Len() > MaxScope:
			return fmt.Errorf("on.%s: %d entries are too many: use at most %d", name, list.Len(), MaxScope)
		case list.Len() == 0 && !list.IsNil():
			return fmt.Errorf("on.%s: an empty list chooses nothing: leave it out to choose all", name)
		}
	}
	for _, check := range []func() error{s.checkRoutes, s.checkStreams, s.checkTypes} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkRoutes refuses patterns that match no path.
func (s FaultScope) checkRoutes() error {
	for _, route := range s.Routes {
		switch {
		case len(route) > maxTextBytes:
			return fmt.Errorf("on.routes: a path has %d bytes: use at most %d", len(route), maxTextBytes)
		case !strings.HasPrefix(route, "/") && !strings.HasPrefix(route, "*"):
			return fmt.Errorf("on.routes: %s is not a path: use, for example, /monitor/*", Quote(route))
		case strings.ContainsAny(route, "?#"):
			return fmt.Errorf("on.routes: %s has more than a path, and the query chooses nothing: use, for example, %s",
				Quote(route), route[:strings.IndexAny(route, "?#")])
		case route == "/mock" || strings.HasPrefix(route, "/mock/"):
			return fmt.Errorf("on.routes: %s is control, which never breaks: use a path such as /monitor/*", Quote(route))
		case strings.HasPrefix(route, "/s/"):
			return fmt.Errorf("on.routes: %s is behind a session's prefix: give the fault to the session, by "+
				"/s/NAME/mock/faults, with a path such as /monitor/*", Quote(route))
		}
	}
	return nil
}

// checkStreams refuses transports and topics that there are not.
func (s FaultScope) checkStreams() error {
	for _, t := range s.Streams {
		if !slices.Contains(Transports, t) {
			return fmt.Errorf("on.streams: there is no %s: use any of sse, ws, dashboard", Quote(string(t)))
		}
	}
	for _, t := range s.Topics {
		if !slices.Contains(Topics, t) {
			return fmt.Errorf("on.topics: there is no topic %s: use any of nodes, training, cluster, tasks, logs",
				Quote(string(t)))
		}
	}
	return nil
}

// checkTypes refuses names of types and of connections that can match none.
func (s FaultScope) checkTypes() error {
	for _, name := range s.Types {
		if len(name) > maxFaultName || name == "" {
			return fmt.Errorf("on.types: %s is not a type: use, for example, node_update", Quote(name))
		}
		if meant := typeNames.Meant(name); meant != "" {
			return fmt.Errorf("on.types: there is no type %s: did you mean %s?", Quote(name), meant)
		}
	}
	for _, id := range s.Subscribers {
		if number, ok := strings.CutPrefix(id, "s"); !ok || !isNumber(number) {
			return fmt.Errorf("on.subscribers: %s is not an id: use one that GET /mock/subscribers lists, such as s1",
				Quote(id))
		}
	}
	return nil
}

// isNumber reports whether a text is a number from 1 on, as in the ids of connections.
func isNumber(text string) bool {
	_, err := strconv.ParseUint(text, 10, 64)
	return err == nil && text[0] != '0' && text[0] != '+'
}

// typeNames are the types that trainmock sends. Events of a user's own have others.
var typeNames = func() suggest.Names {
	var names []string
	for _, t := range slices.Concat(EventTypes, ConnectionTypes) {
		names = append(names, t.Type)
	}
	return suggest.New(names...)
}()

// join returns a list of transports as text.
func join(list []Transport) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
