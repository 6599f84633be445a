package app

import (
	"net/http"

	"trainmock/cmd/trainmock/internal/version"
	"trainmock/rest"
	"trainmock/rest/docs"
	"trainmock/stream"
	"trainmock/stream/dashboard"
	"trainmock/stream/session"
	"trainmock/web"
)

// routes returns the handler of all routes.
func (m *mock) routes() http.Handler {
	f, finder := m.flags, m.sessions
	r := rest.New(rest.Options{
		Find:      func(r *http.Request) (rest.Source, error) { return finder.Find(r) },
		Sessions:  m.sessions,
		Turns:     m.turns,
		Exclusive: f.Exclusive, Origins: m.origins, Access: m.access,
		ReadOnly: f.ReadOnly, Version: version.Number(), Log: m.log,
		Cluster: clusterHealth(m.shared, m.hub.LateChanges),
	})
	webSocket, sse := session.Serve(finder, (*stream.Hub).ServeWebSocket), session.Serve(finder, (*stream.Hub).ServeSSE)
	webSocket = docs.Explain(webSocket)
	r.Get("/stream/ws", webSocket)
	r.Get("/ws", webSocket)
	r.Get("/stream/sse", sse)
	r.Get("/events", sse)
	r.Get("/api/edgeai/nodes/ws/{node_id}", board(finder, dashboard.Node))
	r.Get("/api/edgeai/training/ws/{project_id}", board(finder, dashboard.Training))
	r.Get("/api/p2pai/training/ws/{project_id}", board(finder, dashboard.Peer))
	page := web.Handler()
	r.Get("/", page.ServeHTTP)
	r.Get("/client.js", page.ServeHTTP)
	r.Get("/client.d.ts", page.ServeHTTP)
	r.Get("/assets/*", page.ServeHTTP)
	return r
}

// board returns the handler of a dashboard.
func board(finder session.Finder, answer func(dashboard.Source, http.ResponseWriter, *http.Request)) http.HandlerFunc {
	serve := func(h *stream.Hub, w http.ResponseWriter, r *http.Request) { answer(h, w, r) }
	return docs.Explain(session.Serve(finder, serve))
}
