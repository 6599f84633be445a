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

// Subscription is how a client wants its stream to begin, and what it is to hold.
type Subscription struct {
	Filter Filter
	// Snapshot is wanted, unless the stream resumes.
	Snapshot bool
	// Resume is set when the stream is to go on behind Since. A Since without an epoch is one that made no sense.
	Resume bool
	Since  wire.EventID
	// Named is set when SSE events are to bear their type.
	Named bool
	// CloseSlow is set when the client would rather be disconnected than told of a gap because it reads too slowly.
	CloseSlow bool
}

// Subscribe reads what a client asks for. Errors are of type *refuse.Refusal.
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
	if s.Named, err = parseChoice(query, "events", "named", "", "leave it out so that onmessage gets everything"); err != nil {
		return Subscription{}, err
	}
	if s.CloseSlow, err = parseChoice(query, "on_slow", "close", "gap", "on_slow=gap to be told what was missed, and go on"); err != nil {
		return Subscription{}, err
	}
	err = s.parseSince(query, r.Header.Get("Last-Event-ID"))
	return s, err
}

// parseSince reads where to resume. The header is what a browser knows last, so it wins over the query of the address
// that it was given; and since a browser gives up for good on an error, a header without sense is none.
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
		return false, refuse.Invalid("snapshot", "bool", model.Quote(text)+" is neither true nor false: use, for example, snapshot=false")
	}
	return wanted, nil
}

// parseChoice reads a parameter that has one value beside its default.
func parseChoice(query url.Values, name, other, byDefault, remark string) (bool, error) {
	switch text := query.Get(name); text {
	case "", byDefault:
		return false, nil
	case other:
		return true, nil
	default:
		return false, refuse.Invalid(name, "enum", fmt.Sprintf("%s is not accepted: use %s=%s, or %s", model.Quote(text), name, other, remark))
	}
}
