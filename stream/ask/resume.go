package ask

import (
	"net/http"
	"net/url"
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/suggest"
	"trainmock/stream/wire"
)

// lastEventNames lists, in their plain form, the names under which clients without the header Last-Event-ID send the
// same: lastEventId is that of npm's event-source-polyfill, and evs_last_event_id that of eventsource-polyfill.
var lastEventNames = []string{"lasteventid", "evslasteventid"}

// isLastEventID reports whether a parameter stands for the header Last-Event-ID.
func isLastEventID(name string) bool { return slices.Contains(lastEventNames, suggest.Plain(name)) }

// parseSince reads the id to resume from: that of the header, or else of a parameter that stands for it, or else of
// since. Clients that reconnect by themselves update the first two only.
//
// An id that cannot be read, and one of several that differ, leads to a gap. A client that reconnects would give up
// for good on an error. In since, which such clients do not write, it is an error. An empty value is no id: polyfills
// send it with their first request.
func (s *Subscription) parseSince(query url.Values, header http.Header) error {
	shown := idsIn(header.Values("Last-Event-ID"))
	if len(shown) == 0 {
		for name, values := range query {
			if isLastEventID(name) {
				shown = append(shown, idsIn(values)...)
			}
		}
	}
	if len(shown) > 0 {
		s.resume(shown)
		return nil
	}
	shown = idsIn(query["since"])
	for _, text := range shown {
		if _, err := wire.ParseEventID(text); err != nil {
			return refuse.Invalid("since", "str.regex", model.Quote(text)+" is not an event id: "+err.Error())
		}
	}
	s.resume(shown)
	return nil
}

// idsIn returns the values that are not empty.
func idsIn(values []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(value string) bool { return value == "" })
}

// resume sets the id to resume from, if there are any. Since stays without an epoch unless all ids are equal and can
// be read.
func (s *Subscription) resume(shown []string) {
	s.Resume = len(shown) > 0
	if s.Resume && len(slices.Compact(slices.Clone(shown))) == 1 {
		// An id that cannot be read is the zero value, which has no epoch.
		s.Since, _ = wire.ParseEventID(shown[0])
	}
}
