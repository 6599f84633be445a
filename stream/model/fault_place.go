package model

import (
	"fmt"
	"slices"
	"strings"
)

// checkPlace refuses a scope in which the kind does not apply or finds nothing.
func (f Fault) checkPlace() error {
	usage, key := f.Usage(), f.Kind.Key()
	if s, ok := f.Kind.(FaultStatus); ok && !s.Refuses() && f.On.connections() {
		return fmt.Errorf("status: code is %d, which refuses no connection: use %d to %d with on.streams, or on.routes "+
			"alone", s.Code, leastRefusal, lastCode)
	}
	switch {
	case len(f.On.Routes) > 0 && f.On.choosesEvents():
		return fmt.Errorf("on.routes: topics, types and subscribers choose messages of streams, and routes choose " +
			"answers: make it two faults, or leave routes out")
	case len(f.On.Routes) > 0 && !usage.Answers:
		return fmt.Errorf("on.routes: %s does not apply to answers: use on.streams with %s", key, join(usage.Streams))
	case f.On.connections() && len(usage.Streams) == 0:
		return fmt.Errorf("on: %s does not apply to streams: use on.routes, such as \"routes\": [\"/monitor/*\"]", key)
	case usage.Connects && f.On.choosesEvents():
		return fmt.Errorf("on: %s refuses a connection before it has a subscription: use on.streams or on.routes alone",
			key)
	case f.Per != "" && (len(usage.Streams) == 0 || usage.Connects):
		return fmt.Errorf("per: it applies to the events of streams: leave it out, or use on.streams with another kind "+
			"than %s", key)
	case f.Per != "" && len(f.On.Routes) > 0:
		return fmt.Errorf("per: it applies to the events of streams, not to on.routes: leave one of the two out, such " +
			"as on.routes for on.streams")
	}
	for _, t := range f.On.Streams {
		if !slices.Contains(usage.Streams, t) {
			return fmt.Errorf("on.streams: %s does not apply to %s: use %s", key, t, join(usage.Streams))
		}
	}
	return f.checkEvents()
}

// checkEvents refuses topics and types that no message has together.
func (f Fault) checkEvents() error {
	on := f.On
	if len(on.Topics) > 0 && slices.Equal(on.Streams, []Transport{TransportDashboard}) {
		return fmt.Errorf("on.topics: the messages of dashboards have no topic: leave it out, or use on.streams with " +
			"ws or sse")
	}
	if len(on.Types) == 0 {
		return nil
	}
	if _, ok := f.Kind.(Reorder); ok && !slices.ContainsFunc(on.Types, isEvent) {
		return fmt.Errorf("on.types: reorder applies to the events of a tick, not to %s: use types such as node_update",
			strings.Join(on.Types, ", "))
	}
	if len(on.Topics) == 0 || slices.ContainsFunc(on.Types, on.hasTopicOf) {
		return nil
	}
	return fmt.Errorf("on.types: no event of the topic %s has the type %s: leave topics or types out",
		joinTopics(on.Topics), strings.Join(on.Types, ", "))
}

// isEvent reports whether a type is one of the world's events.
func isEvent(name string) bool { return eventType(name) != nil }

// eventType returns the row of a type of the world's events, or nil.
func eventType(name string) *EventType {
	at := slices.IndexFunc(EventTypes, func(t *EventType) bool { return t.Type == name })
	if at < 0 {
		return nil
	}
	return EventTypes[at]
}

// hasTopicOf reports whether messages of a type may be of the topics. Only the world's events have to be of one.
func (s FaultScope) hasTopicOf(name string) bool {
	t := eventType(name)
	return t == nil || slices.Contains(s.Topics, t.Topic)
}

// joinTopics returns a list of topics as text.
func joinTopics(list []Topic) string {
	names := make([]string, len(list))
	for i, t := range list {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
