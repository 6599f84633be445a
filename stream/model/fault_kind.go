package model

import (
	"fmt"
	"strings"
)

// FaultKind is what a fault does, with its values. Implementations are immutable values.
type FaultKind interface {
	// Key returns the name of the kind in files and JSON, such as drop.
	Key() string
	// Check returns an error if a value is out of range. Its message begins with the kind and the key: "latency: delay
	// is …".
	Check() error
}

// FaultUsage is a row of the table of kinds.
type FaultUsage struct {
	// Zero is the kind without values, and Default the one with values for a client that names the kind alone.
	Zero, Default FaultKind
	// Answers is set if it applies to answers, and Streams lists the transports to which it applies.
	Answers bool
	Streams []Transport
	// Connects is set if it strikes a connection as a whole, before its first message.
	Connects bool
	// Sentence says what the kind does.
	Sentence string
	// Example is the JSON of an example, without the key of the kind.
	Example string
}

var (
	messages = []Transport{TransportWebSocket, TransportSSE, TransportDashboard}
	sockets  = []Transport{TransportWebSocket, TransportDashboard}
)

// FaultKinds lists all kinds in the order of the documentation. Scenario files, JSON and documents read this table.
var FaultKinds = []FaultUsage{
	latency, status, empty, malformed, truncate, reset, hang, bandwidth, drop, duplicate, reorder, closing, freeze, stale,
}

// FaultUsageOf returns the row of the kind with a key, and whether there is one.
func FaultUsageOf(key string) (FaultUsage, bool) {
	for _, u := range FaultKinds {
		if u.Zero.Key() == key {
			return u, true
		}
	}
	return FaultUsage{}, false
}

// FaultKeys returns the keys of all kinds, in order.
func FaultKeys() []string {
	keys := make([]string, len(FaultKinds))
	for i, u := range FaultKinds {
		keys[i] = u.Zero.Key()
	}
	return keys
}

// Usage returns the row of the fault's kind.
func (f Fault) Usage() FaultUsage {
	usage, _ := FaultUsageOf(f.Kind.Key())
	return usage
}

// checkPlace refuses a scope to which the kind does not apply.
func (f Fault) checkPlace() error {
	usage, key := f.Usage(), f.Kind.Key()
	if t, ok := f.Kind.(Truncate); ok && t.Frame {
		usage.Answers, usage.Streams = false, sockets
	}
	switch {
	case len(f.On.Routes) > 0 && !usage.Answers:
		return fmt.Errorf("on.routes: %s does not apply to answers: use on.streams with %s", key, join(usage.Streams))
	case f.On.connections() && len(usage.Streams) == 0:
		return fmt.Errorf("on: %s does not apply to streams: use on.routes, such as \"routes\": [\"/monitor/*\"]", key)
	case usage.Connects && len(f.On.Topics)+len(f.On.Types)+len(f.On.Subscribers) > 0:
		return fmt.Errorf("on: %s refuses a connection before it has a subscription: use on.streams or on.routes alone",
			key)
	case f.Per != "" && (len(usage.Streams) == 0 || usage.Connects || len(f.On.Routes) > 0):
		return fmt.Errorf("per: it applies to the events of streams: leave it out, or use on.streams with another kind "+
			"than %s", key)
	}
	for _, t := range f.On.Streams {
		if !strings.Contains(join(usage.Streams), string(t)) {
			return fmt.Errorf("on.streams: %s does not apply to %s: use %s", key, t, join(usage.Streams))
		}
	}
	return nil
}

// join returns a list of transports as text.
func join(list []Transport) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
