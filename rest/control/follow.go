package control

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream/ask"
	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/requests"
)

// followPath is the stream of the requests.
const followPath = "/mock/requests/stream"

// quietTime is the time between two comments while there are no requests, so that proxies keep the connection.
const quietTime = 15 * time.Second

// followRequests declares the stream of the requests.
func followRequests(g answer.Group) {
	tooMany := answer.RefusesWith(http.StatusServiceUnavailable, requests.TooMany)
	g.Describe(followOperation, tooMany, answer.Refuses(http.StatusUnprocessableEntity))
	g.Router.Get(followPath, follow)
}

// followOperation returns the entry of the stream in the document.
func followOperation(*huma.OpenAPI) huma.Operation {
	const limit = "How many of the last requests come first, 0 to 1000; none by default. Such as 20."
	return huma.Operation{
		OperationID: "streamRequests", Method: http.MethodGet, Path: followPath,
		Summary:     "The requests and connections, as server-sent events",
		Description: "This stream is not among the requests. A reader that is too slow is disconnected.",
		Parameters: []*huma.Param{{
			Name: "limit", In: "query", Description: limit, Schema: answer.Text("count", "20"), Example: "20",
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: "The stream. Every message is one entry, as in the list: a request when it has been answered, a " +
				"connection when it begins and, with the same id, when it ends.",
			Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
}

// followNames knows the parameter of the stream.
var followNames = ask.NewKnownNames(ask.QueryExamples, "limit")

// follow answers GET /mock/requests/stream, until the client leaves, reads too slowly, or the hub closes.
func follow(w http.ResponseWriter, r *http.Request) {
	requests.Omit(w)
	query := r.URL.Query()
	limit, err := parseLimit(query.Get("limit"), 0, 0)
	if named := followNames.CheckQuery(query); named != nil {
		err = named
	}
	if err != nil {
		refuse.Of(err).Write(w)
		return
	}
	last, follower, err := sourceOf(r.Context()).Requests().Follow(limit)
	if err != nil {
		refuse.Of(err).Write(w)
		return
	}
	defer follower.Leave()
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store, no-transform")
	w.Header().Set("X-Accel-Buffering", "no")
	if r.Method == http.MethodHead {
		return
	}
	out := &entryWriter{w: w, control: http.NewResponseController(w)}
	// The comment makes clients see at once that the stream is open.
	if out.write([]byte(": requests\n\n")) != nil {
		return
	}
	for _, entry := range last {
		if out.entry(entry) != nil {
			return
		}
	}
	out.copy(r.Context(), follower)
}

// entryWriter writes entries as server-sent events.
type entryWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// copy writes the entries of a follower until the end of either side.
func (o *entryWriter) copy(ctx context.Context, from *requests.Follower) {
	quiet := time.NewTicker(quietTime)
	defer quiet.Stop()
	var err error
	for err == nil {
		select {
		case entry, ok := <-from.Entries:
			if !ok {
				return
			}
			err = o.entry(entry)
		case <-quiet.C:
			err = o.write([]byte(": keep-alive\n\n"))
		case <-ctx.Done():
			return
		}
	}
}

// entry writes one entry.
func (o *entryWriter) entry(entry model.Request) error {
	text, err := json.Marshal(entry)
	if err != nil {
		return err
	}
	return o.write(append(append([]byte("data: "), text...), "\n\n"...))
}

// write writes bytes and sends them at once. It fails at deliver.WriteTimeout.
func (o *entryWriter) write(p []byte) error {
	if err := o.control.SetWriteDeadline(time.Now().Add(deliver.WriteTimeout)); err != nil {
		return err
	}
	if _, err := o.w.Write(p); err != nil {
		return err
	}
	if err := o.control.Flush(); err != nil {
		return err
	}
	// Over HTTP/2 a deadline ends the stream even between two writes.
	return o.control.SetWriteDeadline(time.Time{})
}
