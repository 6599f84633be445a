package control

import (
	"net/http"

	"trainmock/rest/answer"
)

// Watching declares the routes about connections and requests. They are no part of a run: its journal has none of
// them.
func Watching(g answer.Group) {
	g.Tag = "control"
	changes, mayWait := answer.Refuses(http.StatusForbidden), answer.Refuses(http.StatusServiceUnavailable)
	answer.Add(g, "GET /mock/subscribers", "Who is watching", listSubscribers, mayWait)
	answer.Add(g, "DELETE /mock/subscribers/{id}",
		"Close a connection, with a code or without a word", closeSubscriber, answer.NotThere, changes)
	answer.Add(g, "POST /mock/events", "Send an event of your own", sendEvent,
		answer.Takes(eventSchema(), eventExample), answer.NotThere, answer.Refuses(408, 413), changes)
	answer.Add(g, "GET /mock/requests", "The last requests and connections, the oldest first", listRequests, mayWait)
	answer.Add(g, "DELETE /mock/requests", "Forget the requests so far", clearRequests, changes)
	followRequests(g)
}
