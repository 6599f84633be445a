package ask

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/wire"
)

// Subscription is a client's request for a stream: its beginning and its events.
type Subscription struct {
	Filter Filter
	// Snapshot asks for a snapshot first, unless the stream resumes.
	Snapshot bool
	// Resume asks for the events after Since. Since has no epoch if the client sent an id that could not be read.
	Resume bool
	Since  wire.EventID
	// Named asks for SSE events with their type in event:.
	Named bool
	// CloseSlow asks for the end of the stream, in place of a gap, if the client reads too slowly.
	CloseSlow bool
}

// Subscribe reads the request for a stream. tick is the time between two ticks. Errors are of type *refuse.Refusal.
func Subscribe(r *http.Request, tick time.Duration) (Subscription, error) {
	query, err := Query(r)
	if err != nil {
		return Subscription{}, err
	}
	filter, err := ParseFilter(query, tick)
	if err != nil {
		return Subscription{}, err
	}
	s := Subscription{Filter: filter}
	if s.Snapshot, err = parseSnapshot(query.Get("snapshot")); err != nil {
		return Subscription{}, err
	}
	const unnamed = "leave it out so that onmessage gets everything"
	if s.Named, err = parseChoice(query, "events", "named", "", unnamed); err != nil {
		return Subscription{}, err
	}
	const goOn = "on_slow=gap to be told what was missed, and go on"
	if s.CloseSlow, err = parseChoice(query, "on_slow", "close", "gap", goOn); err != nil {
		return Subscription{}, err
	}
	err = s.parseSince(query, r.Header.Get("Last-Event-ID"))
	return s, err
}

// parseSince reads the id to resume from. The header wins over the query, because a browser that reconnects updates
// only the header. A header that cannot be read is no error, because a browser would give up for good.
func (s *Subscription) parseSince(query url.Values, header string) error {
	if header != "" {
		s.Resume = true
		s.Since, _ = wire.ParseEventID(header)
		return nil
	}
	for _, name := range []string{"since", "last_event_id"} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		id, err := wire.ParseEventID(text)
		if err != nil {
			return refuse.Invalid(name, "str.regex", model.Quote(text)+" is not an event id: "+err.Error())
		}
		s.Resume, s.Since = true, id
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
		return false, refuse.Invalid("snapshot", "bool", model.Quote(text)+
			" is neither true nor false: use, for example, snapshot=false")
	}
	return wanted, nil
}

// parseChoice reads a parameter with one value beside its default, and reports whether it has that value.
func parseChoice(query url.Values, name, other, byDefault, remark string) (bool, error) {
	switch text := query.Get(name); text {
	case "", byDefault:
		return false, nil
	case other:
		return true, nil
	default:
		return false, refuse.Invalid(name, "enum",
			fmt.Sprintf("%s is not accepted: use %s=%s, or %s", model.Quote(text), name, other, remark))
	}
}
