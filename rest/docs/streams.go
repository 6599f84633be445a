package docs

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-chi/chi/v5"

	"trainmock/rest/answer"
	"trainmock/stream/model"
)

// streamsPage is what the page at /docs/streams shows.
type streamsPage struct {
	Filters []filter
	Boards  []board
	// Connection and Content hold the events about the connection, and those that a filter selects by topic.
	Connection, Content []event
}

// board is a dashboard's WebSocket.
type board struct {
	// Path is filled with examples, and relative.
	Path    string
	Summary string
}

var streamsTemplate = lazyTemplate("streams.html")

// serveStreams serves the page at /docs/streams. It does not change, so it is made once, for the first request.
func serveStreams(r chi.Router, document *answer.Document) {
	page := sync.OnceValue(func() []byte { return makeStreams(document.Whole()) })
	servePage(r, "/docs/streams", func(w http.ResponseWriter, _ *http.Request) {
		setHeaders(w.Header(), policyOf(nil))
		w.Write(page())
	})
}

// makeStreams returns the page. It panics if the template asks for what is not there.
func makeStreams(document *huma.OpenAPI) []byte {
	samples := makeSamples()
	var body bytes.Buffer
	err := streamsTemplate().Execute(&body, streamsPage{
		Filters:    filtersOf(document),
		Boards:     boardsOf(document),
		Connection: eventsOf(model.ConnectionTypes, samples),
		Content:    eventsOf(model.EventTypes, samples),
	})
	if err != nil {
		panic(err)
	}
	return body.Bytes()
}

// boardsOf returns the WebSockets of a document that have parameters in their paths.
func boardsOf(document *huma.OpenAPI) []board {
	var list []board
	for path, item := range document.Paths {
		if item.Get == nil || item.Get.Responses["101"] == nil || !strings.Contains(path, "{") {
			continue
		}
		for _, p := range item.Get.Parameters {
			if example, ok := p.Example.(string); ok {
				path = strings.ReplaceAll(path, "{"+p.Name+"}", example)
			}
		}
		list = append(list, board{Path: strings.TrimPrefix(path, "/"), Summary: item.Get.Summary})
	}
	slices.SortFunc(list, func(a, b board) int { return strings.Compare(a.Path, b.Path) })
	return list
}
