package ask

import (
	"slices"
	"strings"
)

// QueryExamples shows every parameter of a query in use, by its name.
var QueryExamples = map[string]string{
	"at": "at=-5m", "from": "from=-1h", "to": "to=-5m", "step": "step=5s",
	"topics": "topics=nodes,training", "task_id": "task_id=task_1f2e3d4c", "node_id": "node_id=node_4821",
	"interval": "interval=5s", "since": "since=9f3ab2c1:1042:3", "last_event_id": "last_event_id=9f3ab2c1:1042:3",
	"snapshot": "snapshot=false", "events": "events=named", "on_slow": "on_slow=close",
	"limit": "limit=20", "for": "for=5s", "code": "code=1012", "reason": "reason=deploy", "reset": "reset=true",
	"format": "format=yaml", "span": "span=10m", "nodes": "nodes=true", "collect[]": "collect[]=dcgm",
}

// presentOnly is the remedy for a stream that is asked about another instant, pastElsewhere for one that is asked about
// a span of time, dashboardNow for a dashboard, and nowOnly for a route that answers for now alone.
const (
	presentOnly = "a stream has no at, because it shows the present: " +
		"use since=ID to go on behind an event, or ask REST about another instant, such as " +
		"/monitor/training/task_123?at=-5m"
	pastElsewhere = "a stream has no from and no to, because it shows the present: " +
		"use since=ID to go on behind an event, or ask REST about the past, such as " +
		"/monitor/training/task_123/history?from=-5m"
	dashboardNow = "a dashboard has no at, because it shows the present: ask REST about another instant, such as " +
		"/monitor/ray/cluster/node?at=-5m"
	nowOnly = "this route has no at, because it is about now: use one that has, such as " +
		"/monitor/ray/cluster/node?at=-5m"
)

// streamNames lists the parameters of a stream, and filterNames those of them that a subscribe message takes, too.
var (
	streamNames = append(slices.Clone(filterNames), "since", "last_event_id", "snapshot", "events", "on_slow", "limit",
		"for")
	filterNames = []string{"topics", "task_id", "node_id", "interval"}
)

// streamParameters are those of a stream. DashboardParameters are those of a dashboard, which takes none.
var (
	streamParameters    = NewKnownNames(QueryExamples, streamNames...).refusing(notOfStreams)
	DashboardParameters = NewKnownNames(nil).refusing(map[string]string{"at": dashboardNow})

	notOfStreams = map[string]string{"at": presentOnly, "from": pastElsewhere, "to": pastElsewhere}
)

// messageKeys are those of a subscribe message. Many clients stamp their messages with a time. The other parameters of
// a stream would have no effect there.
var messageKeys = NewKnownNames(map[string]string{
	"topics": `"topics": ["nodes"]`, "task_id": `"task_id": "task_1f2e3d4c"`, "node_id": `"node_id": "node_4821"`,
	"interval": `"interval": "5s"`, "type": exampleMessage,
}, append(slices.Clone(filterNames), "type", "time")...).refusing(notOfMessages())

// notOfMessages returns the remedies for what a subscribe message does not take. Messages of the stream itself have a
// payload, so that clients put their filter into one.
func notOfMessages() map[string]string {
	names := streamNames[len(filterNames):]
	last := len(names) - 1
	remedy := strings.Join(names[:last], ", ") + " and " + names[last] + " belong into the address of the stream, " +
		"such as /stream/ws?since=9f3ab2c1:1042:3; a message has type, " + strings.Join(filterNames, ", ")
	const beside = "a filter stands beside type, not in a payload: send, for example, " + exampleMessage
	remedies := map[string]string{"at": presentOnly, "payload": beside}
	for _, name := range names {
		remedies[name] = remedy
	}
	return remedies
}
