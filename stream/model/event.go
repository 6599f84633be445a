package model

// Event is something that a stream tells about one span of time.
type Event struct {
	// Type is one of the event types on the wire.
	Type string
	// Topic is what a filter calls it.
	Topic Topic
	// NodeID and TaskID are what the event is about, if it is about one.
	NodeID, TaskID string
	// Periodic marks events that come in every span, whether or not something changed.
	Periodic bool
	// Payload is a pointer to or value of one of this package's payload types.
	Payload any
}

// Topic is a subject that a subscriber can choose.
type Topic string

// The topics.
const (
	TopicNodes    Topic = "nodes"
	TopicTraining Topic = "training"
	TopicCluster  Topic = "cluster"
	TopicTasks    Topic = "tasks"
	TopicLogs     Topic = "logs"
)

// Topics are all topics in the order of the documentation.
var Topics = []Topic{TopicNodes, TopicTraining, TopicCluster, TopicTasks, TopicLogs}
