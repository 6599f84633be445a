package deliver

// helper serves pumps of lanes that are late, on the goroutine of another lane: where others compute, a lane may wait
// milliseconds for a processor. It also holds what one round after the other needs for its lists.
type helper struct {
	// lanes are the ones to help.
	lanes  []*lane
	shards []*shard
	// pumps are those of the round, and helped those of another lane.
	pumps, helped []*Pump
}

// help serves what has little to write of the shards that the other lanes have yet to begin.
func (h *helper) help() {
	for _, l := range h.lanes {
		h.shards = l.waiting(h.shards)
		for _, s := range h.shards {
			h.helped = s.serveLight(h.helped)
		}
		clear(h.shards)
	}
}
