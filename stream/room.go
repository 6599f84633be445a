package stream

import (
	"net/http"

	"trainmock/stream/model"
	"trainmock/stream/quota"
	"trainmock/stream/refuse"
)

// Room limits the sizes of worlds. Hubs may share the quotas, each with accounts of its own. The zero value has no
// limit.
type Room struct{ Nodes, Tasks *quota.Account }

// take makes room for a world, before it is made. Its error is a 429 of type *refuse.Refusal.
func (r Room) take(s model.Size) error {
	const remedy = ": delete a session that is not needed, with DELETE /mock/sessions/NAME, or use a smaller scenario"
	if !r.Nodes.Add(int64(s.Nodes)) {
		return refuse.New(http.StatusTooManyRequests, "The sessions would have too many nodes together"+remedy)
	}
	if !r.Tasks.Add(int64(s.Tasks)) {
		r.Nodes.Add(-int64(s.Nodes))
		return refuse.New(http.StatusTooManyRequests, "The sessions would have too many slots of tasks together"+remedy)
	}
	return nil
}

// give gives back the room of a world that is gone.
func (r Room) give(s model.Size) {
	r.Nodes.Add(-int64(s.Nodes))
	r.Tasks.Add(-int64(s.Tasks))
}
