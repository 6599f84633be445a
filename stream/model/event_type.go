package model

// EventType is a row of the table of event types. A new row also needs a payload (payload.go), a group of events that
// tells it (World.Groups in stream/world), and a name in the page (TYPE in web/static/assets/events.js). Documents,
// types of the npm package and checks follow from the table.
type EventType struct {
	// Type is the name on the wire.
	Type string
	// Topic is the topic by which a filter selects the type.
	Topic Topic
	// Periodic types are sent in every tick, whether or not something changed. An interval thins them out.
	Periodic bool
	// Zero is the zero value of the payload's type.
	Zero any
	// Sentence says when such an event is sent.
	Sentence string
}

// HasID reports whether messages of the type bear an id: those with a topic, and snapshots.
func (t *EventType) HasID() bool { return t.Topic != "" || t == EventSnapshot }

// The event types that the world produces, in their order within a tick.
var (
	EventClusterStatus = &EventType{
		"cluster_status", TopicCluster, true, ClusterStatus{}, "Each tick: the nodes and tasks, counted by state.",
	}
	EventNodeState = &EventType{
		"node_state", TopicNodes, false, NodeStateChange{}, "A node becomes ALIVE, UNKNOWN or DEAD.",
	}
	EventTaskUpdate = &EventType{
		"task_update", TopicTasks, false, TaskUpdate{}, "A task changes its status.",
	}
	EventSystemLog = &EventType{
		"system_log", TopicLogs, false, SystemLog{}, "Something is logged: about a task, a node or the cluster.",
	}
	EventNodeUpdate = &EventType{
		"node_update", TopicNodes, true, NodeMetrics{}, "Each tick and node: its metrics, as REST has them.",
	}
	EventTrainingProgress = &EventType{
		"training_progress", TopicTraining, true, TrainingProgress{},
		"Each tick and task that has not ended, and once more when it ends: its progress and the optimizer's figures.",
	}
)

// EventTypes lists the rows of the table, in their order within a tick.
var EventTypes = []*EventType{
	EventClusterStatus, EventNodeState, EventTaskUpdate, EventSystemLog, EventNodeUpdate, EventTrainingProgress,
}

// The types of messages about the connection. Only a snapshot bears an id.
var (
	EventHello    = &EventType{"hello", "", false, Hello{}, "First on every connection."}
	EventSnapshot = &EventType{
		"snapshot", "", false, Snapshot{}, "Behind hello, unless the stream resumes: what follows continues from it.",
	}
	EventHeartbeat = &EventType{"heartbeat", "", false, struct{}{}, "Nothing was sent for 15 seconds."}
	EventClock     = &EventType{
		"clock", "", false, ClockChange{},
		"The world was paused, sped up, advanced or replaced; hello follows if it is another.",
	}
	EventGap   = &EventType{"gap", "", false, Gap{}, "Events were missed; a snapshot follows."}
	EventBye   = &EventType{"bye", "", false, Bye{}, "Last, when the server ends."}
	EventPong  = &EventType{"pong", "", false, struct{}{}, "The reply to ping."}
	EventError = &EventType{
		"error", "", false, Problem{}, "The reply to a message that makes no sense; the connection stays.",
	}
)

// ConnectionTypes are the types of messages about the connection, in the order of the documentation.
var ConnectionTypes = []*EventType{
	EventHello, EventSnapshot, EventClock, EventHeartbeat, EventGap, EventBye, EventPong, EventError,
}
