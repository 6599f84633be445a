package ask

// QueryExamples shows every parameter of a query in use, by its name.
var QueryExamples = map[string]string{
	"at": "at=-5m", "from": "from=-1h", "to": "to=-5m", "step": "step=5s",
	"topics": "topics=nodes,training", "task_id": "task_id=task_1f2e3d4c", "node_id": "node_id=node_4821",
	"interval": "interval=5s", "since": "since=9f3ab2c1:1042:3", "last_event_id": "last_event_id=9f3ab2c1:1042:3",
	"snapshot": "snapshot=false", "events": "events=named", "on_slow": "on_slow=close",
	"limit": "limit=20", "for": "for=5s", "code": "code=1012", "reason": "reason=deploy", "reset": "reset=true", "format": "format=yaml",
}

// presentOnly is the remedy for a stream that is asked about another instant.
const presentOnly = "a stream has no at, because it shows the present: " +
	"use since=ID to go on behind an event, or ask REST about another instant, such as " +
	"/monitor/training/task_123?at=-5m"

// streamDoor knows the parameters of a stream. Dashboards knows those of a dashboard, which takes none.
var (
	streamDoor = NewDoor(
		QueryExamples, "topics", "task_id", "node_id", "interval", "since", "last_event_id", "snapshot", "events",
		"on_slow", "limit", "for",
	).refusing(map[string]string{"at": presentOnly})
	Dashboards = NewDoor(nil).refusing(map[string]string{"at": presentOnly})
)

// messageDoor knows the keys of a subscribe message. Parameters of the stream's address would have no effect there.
// Many clients stamp their messages with a time.
var messageDoor = NewDoor(map[string]string{
	"topics": `"topics": ["nodes"]`, "task_id": `"task_id": "task_1f2e3d4c"`, "node_id": `"node_id": "node_4821"`,
	"interval": `"interval": "5s"`, "type": exampleMessage,
}, "type", "topics", "task_id", "node_id", "interval", "time").refusing(map[string]string{
	"at": presentOnly, "since": onlyInAddress, "last_event_id": onlyInAddress, "snapshot": onlyInAddress,
	"on_slow": onlyInAddress, "limit": onlyInAddress, "for": onlyInAddress,
})

// onlyInAddress is the remedy for a subscribe message with a parameter of the query.
const onlyInAddress = "since, last_event_id, snapshot, on_slow, limit and for belong into the address of the stream, " +
	"such as /stream/ws?since=9f3ab2c1:1042:3; a message has type, topics, task_id, node_id and interval"
