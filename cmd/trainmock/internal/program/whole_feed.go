package program

import (
	"fmt"

	"trainmock/stream/wire"
)

// WholeFeed is a feed of which no event may be missing. Its filter leaves no holes between ids: all topics, or
// cluster_status alone, which is the first event of each tick.
type WholeFeed struct {
	Feed
	// Last is the id of the newest event.
	Last wire.EventID
}

// Next returns the next event, and passes over messages without an id. It fails for an event that does not follow the
// one before, and for a gap.
func (f *WholeFeed) Next() (Message, error) {
	for {
		m, err := f.Feed.Next()
		if err != nil {
			return m, fmt.Errorf("after %s: %w", f.Last, err)
		}
		if m.Type == "gap" {
			return m, fmt.Errorf("after %s came a gap: %.300s", f.Last, m.Raw)
		}
		if m.ID == "" {
			continue
		}
		id, err := wire.ParseEventID(m.ID)
		if err != nil {
			return m, fmt.Errorf("after %s came %q: %w", f.Last, m.ID, err)
		}
		before := f.Last
		f.Last = id
		if before.Epoch != "" && !follows(id, before) {
			return m, fmt.Errorf("after %s came %s, want the next event", before, id)
		}
		return m, nil
	}
}

// follows reports whether an id is the next one, in the same tick or at the beginning of the next tick.
func follows(id, before wire.EventID) bool {
	return id.Tick == before.Tick && id.Index == before.Index+1 || id.Tick == before.Tick+1 && id.Index == 0
}
