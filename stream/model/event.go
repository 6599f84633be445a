package model

// Event is one event of a stream.
type Event struct {
	*EventType
	// NodeID and TaskID name the subject of the event. They are empty if it has none.
	NodeID, TaskID string
	// Final marks the last event of a periodic type for its subject. It is never thinned out by an interval.
	Final bool
	// Payload is a value of the type's payload, a pointer to one, or Later.
	Payload any
}

// Later is a payload that is computed on demand, because few filters may admit the event. Equal calls return equal
// payloads.
type Later func() any

// Content returns the payload. It computes a payload that is Later.
func (e Event) Content() any {
	if later, ok := e.Payload.(Later); ok {
		return later()
	}
	return e.Payload
}

// EventGroup is a part of a tick's events. Who admits none of its types need not have it computed.
type EventGroup struct {
	// Types are the types that the group may hold.
	Types []*EventType
	// Events returns the events in their order within the tick. Equal calls return equal events.
	Events func() []Event
}

// Topic is a group of event types. A subscriber can filter by it.
type Topic string

// The topics.
const (
	TopicNodes    Topic = "nodes"
	TopicTraining Topic = "training"
	TopicCluster  Topic = "cluster"
	TopicTasks    Topic = "tasks"
	TopicLogs     Topic = "logs"
)

// Topics lists all topics in the order of the documentation.
var Topics = []Topic{TopicNodes, TopicTraining, TopicCluster, TopicTasks, TopicLogs}
