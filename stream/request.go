package stream

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"trainmock/stream/ask"
)

// request is how a subscriber begins.
type request struct {
	filter Filter
	// snapshot is wanted, unless the stream resumes.
	snapshot bool
	// resume is set when the stream is to go on behind since. A since without an epoch is one that made no sense.
	resume bool
	since  EventID
	// named is set when SSE events are to bear their type.
	named bool
}

// parseRequest reads what a subscriber asks for. Errors are of type *ask.Refusal.
func parseRequest(r *http.Request, tick time.Duration) (request, error) {
	query, err := ask.Query(r)
	if err != nil {
		return request{}, err
	}
	filter, err := ParseFilter(query, tick)
	if err != nil {
		return request{}, err
	}
	req := request{filter: filter}
	if req.snapshot, err = parseSnapshot(query.Get("snapshot")); err != nil {
		return request{}, err
	}
	if req.named, err = parseEvents(query.Get("events")); err != nil {
		return request{}, err
	}
	err = req.parseSince(query, r.Header.Get("Last-Event-ID"))
	return req, err
}

// parseSince reads where to resume. The header is what a browser knows last, so it wins over the query of the address
// that it was given; and since a browser gives up for good on an error, a header without sense is none.
func (req *request) parseSince(query url.Values, header string) error {
	if header != "" {
		req.resume = true
		req.since, _ = ParseEventID(header)
		return nil
	}
	for _, name := range []string{"since", "last_event_id"} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		id, err := ParseEventID(text)
		if err != nil {
			return ask.Invalid(name, "str.regex", ask.Quote(text)+" is not an event id: "+err.Error())
		}
		req.resume, req.since = true, id
		return nil
	}
	return nil
}

func parseSnapshot(text string) (bool, error) {
	if text == "" {
		return true, nil
	}
	wanted, err := strconv.ParseBool(text)
	if err != nil {
		return false, ask.Invalid("snapshot", "bool", ask.Quote(text)+" is neither true nor false: use, for example, snapshot=false")
	}
	return wanted, nil
}

func parseEvents(text string) (named bool, err error) {
	switch text {
	case "":
		return false, nil
	case "named":
		return true, nil
	default:
		return false, ask.Invalid("events", "enum", ask.Quote(text)+" is not accepted: use events=named, or leave it out so that onmessage gets everything")
	}
}

// admit reads a request and registers its subscriber. If that cannot be, it answers and returns nil.
func (h *Hub) admit(w http.ResponseWriter, r *http.Request, to transport, layout framing) *subscriber {
	req, err := parseRequest(r, h.Clock.Tick)
	if err == nil {
		err = h.known(req.filter)
	}
	if err != nil {
		answer(w, err)
		return nil
	}
	s := &subscriber{hub: h, to: to, layout: layout, request: req, lastProbe: time.Now()}
	if !h.join(s) {
		w.Header().Set("Retry-After", strconv.FormatInt(int64(jitter(2*time.Second).Seconds()), 10))
		ask.Refuse(http.StatusServiceUnavailable, "Too many subscribers, or the server is ending: try again later, or raise --max-subscribers").Write(w)
		return nil
	}
	return s
}

// known refuses filters that name what the scenario does not hold, where the hub is strict.
func (h *Hub) known(f Filter) error {
	if !h.Strict {
		return nil
	}
	for _, id := range f.taskIDs {
		if !h.World.HasTask(id) {
			return ask.Refuse(http.StatusNotFound, "Task not found")
		}
	}
	for _, id := range f.nodeIDs {
		if !h.World.HasNode(id) {
			return ask.Refuse(http.StatusNotFound, "Node not found")
		}
	}
	return nil
}

// answer writes an error that parsing returned.
func answer(w http.ResponseWriter, err error) {
	var refusal *ask.Refusal
	if !errors.As(err, &refusal) {
		refusal = ask.Refuse(http.StatusBadRequest, err.Error())
	}
	refusal.Write(w)
}
