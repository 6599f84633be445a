package model

// Event is something that a stream tells about one span of time.
type Event struct {
	*EventType
	// NodeID and TaskID are what the event is about, if it is about one.
	NodeID, TaskID string
	// Final marks the last of a periodic type about something. No interval thins it.
	Final bool
	// Payload is a value of the type's payload, or a pointer to one.
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
