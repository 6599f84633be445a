package model

// Event is one event of a stream.
type Event struct {
	*EventType
	// NodeID and TaskID name the subject of the event. They are empty if it has none.
	NodeID, TaskID string
	// Final marks the last event of a periodic type for its subject. It is never thinned out by an interval.
	Final bool
	// Payload is a value of the type's payload, or a pointer to one.
	Payload any
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
