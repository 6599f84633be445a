package clients

// postedFaults are for kinds whose defaults would be slow or strike nothing. Each chooses connections of its own by
// what they subscribe to.
const postedFaults = `[
	{"name": "frozen", "on": {"types": ["cluster_status"]}, "freeze": {"for": "1500ms", "every": "1m"}},
	{"name": "half", "on": {"topics": ["training"], "streams": ["sse", "ws"]}, "share": 0.5, "drop": {}},
	{"name": "cut", "on": {"types": ["snapshot"], "streams": ["ws"]}, "truncate": {"frame": true}},
	{"name": "cut-board", "on": {"types": ["training_progress"], "streams": ["dashboard"]},
		"truncate": {"frame": true}},
	{"name": "slow-board", "on": {"types": ["training_update"], "streams": ["dashboard"]}, "bandwidth": {"kbps": 2}}
]`

// struck is a kind of fault at a place, and what each client has to see. Where end is one word, all see that.
type struck struct {
	kind, query string
	// topic is that of the events, nodes if it is empty.
	topic string
	// content is what is wrong with the messages or the answer.
	content string
	// end is how it ends for an event source, a WebSocket or fetch, curl how it does for curl, and stream for curl over
	// HTTP/2. Both default to end, and stream to curl.
	end, curl, stream string
}

// The exit codes of curl: a failure of a connection over TCP, of a body that is too short, and of a stream of HTTP/2.
const (
	connectionReset = "exit 56"
	bodyCut         = "exit 18"
	streamReset     = "exit 92"
)

var sseFaults = []struck{
	{kind: "none", content: "whole", end: "lasts"},
	{kind: "latency", query: "__fault=latency", content: "late", end: "lasts"},
	{kind: "status", query: "__fault=status", content: "refused", end: "error, CLOSED", curl: "done"},
	{kind: "empty", query: "__fault=empty", content: "empty", end: "lasts"},
	{kind: "malformed", query: "__fault=malformed", content: "no JSON", end: "lasts"},
	{kind: "truncate", query: "__fault=truncate", content: "no JSON", end: "lasts"},
	{kind: "reset", query: "__fault=reset", content: "nothing", end: "error, CONNECTING", curl: connectionReset,
		stream: streamReset},
	{kind: "hang", query: "__fault=hang", content: "nothing", end: "lasts"},
	{kind: "bandwidth", query: "__fault=bandwidth", content: "slow", end: "lasts"},
	{kind: "drop", query: "__fault=drop", content: "nothing", end: "lasts"},
	{kind: "drop of half", topic: "training", content: "holes", end: "lasts"},
	{kind: "duplicate", query: "__fault=duplicate", content: "twice", end: "lasts"},
	{kind: "reorder", query: "__fault=reorder", content: "shuffled", end: "lasts"},
	{kind: "close", query: "__fault=close", content: "nothing", end: "error, CONNECTING", curl: "done"},
	{kind: "freeze", topic: "cluster", content: "frozen", end: "lasts"},
}

var webSocketFaults = []struck{
	{kind: "none", content: "whole", end: "lasts"},
	{kind: "status", query: "__fault=status", content: "refused", end: "error, close 1006"},
	{kind: "empty", query: "__fault=empty", content: "empty", end: "lasts"},
	{kind: "malformed", query: "__fault=malformed", content: "no JSON", end: "lasts"},
	{kind: "truncate", query: "__fault=truncate", content: "no JSON", end: "lasts"},
	{kind: "truncate of a frame", query: "snapshot=true", topic: "tasks", content: "nothing", end: "close 1006"},
	{kind: "reset", query: "__fault=reset", content: "nothing", end: "close 1006"},
	{kind: "hang", query: "__fault=hang", content: "nothing", end: "lasts"},
	{kind: "bandwidth", query: "__fault=bandwidth", content: "slow", end: "lasts"},
	{kind: "drop", query: "__fault=drop", content: "nothing", end: "lasts"},
	{kind: "drop of half", topic: "training", content: "holes", end: "lasts"},
	{kind: "duplicate", query: "__fault=duplicate", content: "twice", end: "lasts"},
	{kind: "reorder", query: "__fault=reorder", content: "shuffled", end: "lasts"},
	{kind: "close", query: "__fault=close", content: "nothing", end: "close 1011 clean"},
	{kind: "freeze", topic: "cluster", content: "frozen", end: "lasts"},
	// A browser opens one WebSocket to an address at a time, so that this one would hold up those behind it.
	{kind: "latency", query: "__fault=latency", content: "late", end: "lasts"},
}

// The topics of dashboards are their paths.
const (
	nodeBoard     = "/api/edgeai/nodes/ws/node_1"
	trainingBoard = "/api/edgeai/training/ws/task_1"
	peerBoard     = "/api/p2pai/training/ws/task_1"
)

var dashboardFaults = []struck{
	{kind: "none", content: "whole", end: "lasts"},
	{kind: "status", query: "__fault=status", content: "refused", end: "error, close 1006"},
	{kind: "empty", query: "__fault=empty", content: "empty", end: "lasts"},
	{kind: "malformed", query: "__fault=malformed", content: "no JSON", end: "lasts"},
	{kind: "truncate", query: "__fault=truncate", content: "no JSON", end: "lasts"},
	{kind: "truncate of a frame", topic: trainingBoard, content: "nothing", end: "close 1006"},
	{kind: "reset", query: "__fault=reset", content: "nothing", end: "close 1006"},
	{kind: "hang", query: "__fault=hang", content: "nothing", end: "lasts"},
	{kind: "bandwidth", topic: peerBoard, content: "late", end: "lasts"},
	{kind: "drop", query: "__fault=drop", content: "nothing", end: "lasts"},
	{kind: "duplicate", query: "__fault=duplicate", content: "twice", end: "lasts"},
	{kind: "close", query: "__fault=close", content: "nothing", end: "close 1011 clean"},
	{kind: "freeze", query: "__fault=freeze", content: "nothing", end: "lasts"},
	{kind: "latency", query: "__fault=latency", content: "late", end: "lasts"},
}

// history is the path of an answer of 11 kB, for which 64 kilobits a second take more than a second.
const history = "/monitor/ray/cluster/node/node_1/metrics/history"

var answerFaults = []struck{
	{kind: "none", content: "whole", end: "done"},
	{kind: "latency", query: "__fault=latency", content: "late", end: "done"},
	{kind: "status", query: "__fault=status", content: "refused", end: "done"},
	{kind: "empty", query: "__fault=empty", content: "empty", end: "done"},
	{kind: "malformed", query: "__fault=malformed", content: "no JSON", end: "done"},
	{kind: "truncate", query: "__fault=truncate", content: "cut", end: "TypeError", curl: bodyCut, stream: streamReset},
	{kind: "reset", query: "__fault=reset", content: "no head", end: "TypeError", curl: connectionReset,
		stream: streamReset},
	{kind: "hang", query: "__fault=hang", content: "no head", end: "lasts"},
	{kind: "bandwidth", topic: history, query: "step=20s&__fault=bandwidth", content: "slow", end: "done"},
	{kind: "stale", query: "__fault=stale", content: "stale", end: "done"},
}
