package fault

import (
	"slices"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

// Wish is what a request asks to break of its own answer or connection. The zero value is nothing.
type Wish struct {
	// name is the value of __fault, and faults are those of that profile or kind.
	name   string
	faults []model.Fault
	// status and latency are set if the request asks for a status or a delay.
	status, latency *model.Fault
}

// IsEmpty reports whether the request asks for nothing.
func (w Wish) IsEmpty() bool { return len(w.faults) == 0 && w.status == nil && w.latency == nil }

// Own returns the rules of a connection's own that a wish has.
func (w Wish) Own(o Options) []*Rule {
	faults := w.faults
	if w.latency != nil {
		faults = append([]model.Fault{*w.latency}, faults...)
	}
	return OwnRules(faults, o)
}

// Check refuses a wish that cannot apply to a request. Errors are of type *refuse.Refusal and say where it can.
func (w Wish) Check(q *Request) error {
	if w.status != nil && !toStatus(q, w.status.Kind) {
		return refuse.Invalid(codeName, "number.range",
			"a stream is refused by 400 to 599: use, for example, __code=503")
	}
	if _, ok := ProfileOf(w.name); ok || len(w.faults) == 0 {
		return nil
	}
	usage := w.faults[0].Usage()
	switch _, stale := w.faults[0].Kind.(model.Stale); {
	case q.Transport == "" && !usage.Answers:
		return refuse.Invalid(faultName, "place", w.name+" does not apply to answers: use it on a stream, such as "+
			"/stream/sse?__fault="+w.name)
	case stale && !q.TakesAt:
		return refuse.Invalid(faultName, "place", "stale applies where a route takes at, such as "+
			"/monitor/ray/cluster/node?__fault=stale")
	case q.Transport != "" && !slices.Contains(usage.Streams, q.Transport):
		return refuse.Invalid(faultName, "place", w.name+" does not apply to dashboards: use it on a stream, such as "+
			"/stream/ws?__fault="+w.name)
	}
	return nil
}
