package stream

import (
	"slices"

	"trainmock/stream/model"
)

// Log returns the commands in effect, in the order of their instants.
func (h *Hub) Log() []model.Command { return slices.Clip(h.state.Load().history.commands()) }
