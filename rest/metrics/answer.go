package metrics

import (
	"net/http"
	"strings"
	"time"

	"trainmock/rest/service"
	"trainmock/stream/account"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
)

// contentType is that of Prometheus' text format.
const contentType = "text/plain; version=0.0.4; charset=utf-8"

// serve returns the handler of GET /metrics.
func serve(turns *turn.Queue) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, visit := turns.Begin(r.Context())
		defer visit.End()
		r = r.WithContext(ctx)
		c, err := newAnswer(r)
		if err != nil {
			refuse.Of(err).Write(w)
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentType)
		h.Add("Vary", "Accept-Encoding")
		compressed := acceptsGzip(r)
		if compressed {
			h.Set("Content-Encoding", "gzip")
		}
		if r.Method != http.MethodHead {
			writeFamilies(c, newText(ctx, w, compressed))
		}
	}
}

// newAnswer reads a request, and returns what it asks for. Errors are of type *refuse.Refusal, or those of the context.
func newAnswer(r *http.Request) (*scrape, error) {
	query := r.URL.Query()
	if err := names.CheckQuery(query); err != nil {
		return nil, err
	}
	sets, err := parseSets(query[parameter])
	if err != nil {
		return nil, err
	}
	source := sourceOf(r.Context())
	m := source.Moment()
	at, err := service.Instant(m.World, m.Now, "at", query.Get("at"))
	if err != nil {
		return nil, err
	}
	if !query.Has("node_id") {
		return newScrape(r.Context(), source, m, at, sets)
	}
	id := query.Get("node_id")
	if !model.ValidID(id) || source.IsStrict() && !m.World.HasNode(id) {
		return nil, refuse.NodeNotFound()
	}
	if err := checkAlive(m, id, at); err != nil {
		return nil, err
	}
	return newNodeScrape(r.Context(), source, m, at, id, sets)
}

// checkAlive refuses a node that is not ALIVE with a 503, which Prometheus takes for a target that is down.
func checkAlive(m account.Moment, id string, at time.Time) error {
	if state := m.World.At(at).Node(id).State; state != model.Alive {
		return refuse.New(http.StatusServiceUnavailable, id+" is "+string(state)+": it cannot be scraped")
	}
	return nil
}

// acceptsGzip reports whether a client accepts gzip.
func acceptsGzip(r *http.Request) bool {
	for _, value := range r.Header.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(value, ",") {
			name, quality, _ := strings.Cut(strings.TrimSpace(coding), ";")
			if name == "gzip" && strings.TrimSpace(quality) != "q=0" {
				return true
			}
		}
	}
	return false
}
