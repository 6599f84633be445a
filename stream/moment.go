package stream

import (
	"encoding/hex"
	"time"

	"trainmock/stream/account"
)

// Moment returns the present: the world, its time and its epoch, and the account of what its nodes have done.
func (h *Hub) Moment() account.Moment {
	for s := h.state.Load(); ; {
		_, c := s.feed.Advance(time.Now())
		_, now := h.Now()
		before := s
		if s = h.state.Load(); s.feed == before.feed {
			return account.Moment{
				Epoch: s.epoch(), Key: hex.EncodeToString(s.name[:]), World: s.world, Now: now, Speed: c.Speed,
				Began: s.feed.Time(s.feed.First()), Account: &h.account,
			}
		}
	}
}
