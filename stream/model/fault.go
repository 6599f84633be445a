package model

import "time"

// Fault breaks answers and streams on purpose. Whether it strikes is drawn from the seed, so that a run has the same
// bad day twice. Its JSON has the kind under its key beside the other fields: {"share": 0.05, "drop": {}}.
type Fault struct {
	// Name distinguishes the faults of a world: letters, digits, dot, hyphen and underscore, at most 64. Defaults to the
	// key of the kind and a number.
	Name string `json:"name,omitempty" yaml:"name"`
	// On chooses what the fault strikes. Defaults to everything to which the kind applies.
	On FaultScope `json:"on,omitzero" yaml:"on"`
	// Share is the share of requests or events that are struck, in (0, 1]. It excludes Nth. Defaults to all.
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

// Bytes returns about how much memory a world needs to keep the fault.
func (f Fault) Bytes() int {
	text, err := f.MarshalJSON()
	if err != nil {
		panic("model: a fault cannot be encoded: " + err.Error())
	}
	return FaultBytes + len(text)
}

// Counts returns the field by which the fault counts what it strikes, or tells subscribers apart, or "" if it does
// neither. Replicas cannot share one that does.
func (f Fault) Counts() string {
	switch {
	case f.Nth != nil:
		return "nth"
	case f.Count != nil:
		return "count"
	case f.Per != "":
		return "per"
	case len(f.On.Subscribers) > 0:
		return "on.subscribers"
	}
	return ""
}

// PerSubscriber is the only value of Fault.Per.
const PerSubscriber = "subscriber"

// FaultScope chooses what a fault strikes. A list that is left out chooses all, but routes alone choose no stream, and
// the other lists choose no answer. Routes and streams together choose both.
type FaultScope struct {
	// Routes are paths of requests, in which * matches any rest, slashes too, or routes as the documentation writes
	// them, such as /tasks/{task_id}.
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
func (s FaultScope) connections() bool { return len(s.Streams) > 0 || s.choosesEvents() }

// choosesEvents reports whether the scope chooses messages of streams, or whose they are.
func (s FaultScope) choosesEvents() bool { return len(s.Topics)+len(s.Types)+len(s.Subscribers) > 0 }
