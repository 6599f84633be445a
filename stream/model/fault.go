package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Fault breaks answers and streams on purpose. Whether it strikes is drawn from the seed, so that a run has the same
// bad day twice. Its JSON has the kind under its key beside the other fields: {"share": 0.05, "drop": {}}.
type Fault struct {
	// Name distinguishes the faults of a world: letters, digits, dot, hyphen and underscore, at most 64. Defaults to the
	// key of the kind and a number.
	Name string `json:"name,omitempty" yaml:"name"`
	// On chooses what the fault strikes. Defaults to everything to which the kind applies.
	On FaultScope `json:"on,omitzero" yaml:"on"`
	// Share is the share of requests or events that are struck, in [0, 1]. It excludes Nth. Defaults to all.
	Share *float64 `json:"share,omitempty" yaml:"share"`
	// Nth strikes the n-th of them, counted from 1, and with Every each n-th.
	Nth   *int64 `json:"nth,omitempty" yaml:"nth"`
	Every bool   `json:"every,omitempty" yaml:"every"`
	// Count ends the fault after so many strikes. Defaults to never.
	Count *int64 `json:"count,omitempty" yaml:"count"`
	// Per is subscriber if each connection draws and counts for itself. Defaults to drawing and counting for the world.
	Per string `json:"per,omitempty" yaml:"per"`
	// From is when the fault begins, as time since the start. Defaults to when it is given.
	From *time.Duration `json:"from,omitempty" yaml:"from"`
	// For is the world time for which it lasts, at most ten years. Defaults to until it is removed.
	For time.Duration `json:"for,omitempty" yaml:"for"`
	// Kind is what the fault does.
	Kind FaultKind `json:"-" yaml:"-"`
}

// PerSubscriber is the only value of Fault.Per.
const PerSubscriber = "subscriber"

// FaultScope chooses what a fault strikes. An empty list chooses all, but routes alone choose no stream, and the other
// lists choose no answer.
type FaultScope struct {
	// Routes are paths of requests, in which * matches any rest, slashes too.
	Routes []string `json:"routes,omitempty" yaml:"routes"`
	// Streams are the transports of connections.
	Streams []Transport `json:"streams,omitempty" yaml:"streams"`
	// Topics and Types choose events.
	Topics []Topic  `json:"topics,omitempty" yaml:"topics"`
	Types  []string `json:"types,omitempty" yaml:"types"`
	// Subscribers are ids of connections, as GET /mock/subscribers lists them.
	Subscribers []string `json:"subscribers,omitempty" yaml:"subscribers"`
}

// Answers reports whether the scope may choose requests by their routes.
func (s FaultScope) Answers() bool { return len(s.Routes) > 0 || !s.connections() }

// Connections reports whether the scope may choose connections.
func (s FaultScope) Connections() bool { return len(s.Routes) == 0 || s.connections() }

// connections reports whether the scope chooses connections by name.
func (s FaultScope) connections() bool {
	return len(s.Streams)+len(s.Topics)+len(s.Types)+len(s.Subscribers) > 0
}

const (
	// MaxFaults is the number of faults that a world can have at a time.
	MaxFaults = 64
	// maxScope is the number of entries of each list of a scope, and maxFaultName that of bytes of a name or entry.
	maxScope     = 64
	maxFaultName = 64
	// MaxFaultDelay is the longest wall time for which a fault holds something up.
	MaxFaultDelay = 10 * time.Minute
)

// FaultBytes is about how many bytes a world keeps of a fault with its counts.
const FaultBytes = 4 << 10

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

// checkName refuses names that do not fit into a path or a header.
func (f Fault) checkName() error {
	if len(f.Name) > maxFaultName || strings.Trim(f.Name, nameLetters) != "" || strings.Trim(f.Name, ".") == "" &&
		f.Name != "" {
		return fmt.Errorf("name: %s is not a name: use 1 to %d letters, digits, dots, hyphens and underscores, such as "+
			"slow-nodes", Quote(f.Name), maxFaultName)
	}
	return nil
}

const nameLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"

// checkDraw refuses ways of choosing that contradict each other.
func (f Fault) checkDraw() error {
	switch {
	case f.Share != nil && !(*f.Share >= 0 && *f.Share <= 1):
		return fmt.Errorf("share: %v is not a share: use 0 to 1, such as 0.05", *f.Share)
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
	return nil
}

// check refuses lists that choose nothing.
func (s FaultScope) check() error {
	for name, length := range map[string]int{
		"routes": len(s.Routes), "streams": len(s.Streams), "topics": len(s.Topics), "types": len(s.Types),
		"subscribers": len(s.Subscribers),
	} {
		if length > maxScope {
			return fmt.Errorf("on.%s: %d entries are too many: use at most %d", name, length, maxScope)
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
		case route == "/mock" || strings.HasPrefix(route, "/mock/"):
			return fmt.Errorf("on.routes: %s is control, which never breaks: use a path such as /monitor/*", Quote(route))
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
	}
	for _, id := range s.Subscribers {
		if len(id) > maxFaultName || id == "" {
			return fmt.Errorf("on.subscribers: %s is not an id: use one that GET /mock/subscribers lists, such as s1",
				Quote(id))
		}
	}
	return nil
}
