package ask

import (
	"fmt"
	"maps"
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
	// Limit ends the stream after that many events with an id, the snapshot not counted. 0 is no limit.
	Limit int
	// For ends the stream after that wall time. 0 is no limit.
	For time.Duration
}

// Subscribe reads the request for a stream. tick is the time between two ticks. Errors are of type *refuse.Refusal.
func Subscribe(r *http.Request, tick time.Duration) (Subscription, error) {
	query, err := Query(r)
	if err != nil {
		return Subscription{}, err
	}
	if err := checkStream(query); err != nil {
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
	if err = s.parseEnd(query); err != nil {
		return Subscription{}, err
	}
	err = s.parseSince(query, r.Header)
	return s, err
}

// checkStream refuses a query with a misspelt name, but for those that stand for the header Last-Event-ID.
func checkStream(query url.Values) error {
	rest := maps.Clone(query)
	maps.DeleteFunc(rest, func(name string, _ []string) bool { return isLastEventID(name) })
	return streamParameters.CheckQuery(rest)
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
