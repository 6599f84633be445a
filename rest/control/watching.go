package control

import (
	"net/http"

	"trainmock/rest/answer"
	"trainmock/stream/register"
)

// Watching declares the routes about connections and requests. They are no part of a run: its journal has none of
// them.
func Watching(g answer.Group) {
	g.Tag, g.Traits = "control", restricted
	noSubscriber := answer.RefusesWhen(http.StatusNotFound, "No connection has the id.", register.NotFound)
	mayWait := answer.Refuses(http.StatusServiceUnavailable)
	answer.Add(g, "listSubscribers", "GET /mock/subscribers", "Who is watching", listSubscribers, mayWait)
	answer.Add(g, "closeSubscriber", "DELETE /mock/subscribers/{id}",
		"Close a connection, with a code or without a word", closeSubscriber, noSubscriber)
	answer.Add(g, "sendEvent", "POST /mock/events", "Send an event of your own", sendEvent,
		answer.Takes(eventSchema, eventExample), noSubscriber)
	answer.Add(g, "listRequests", "GET /mock/requests",
		"The last requests and connections, the oldest first", listRequests, mayWait)
	answer.Add(g, "clearRequests", "DELETE /mock/requests", "Forget the requests so far", clearRequests)
	followRequests(g)
}
