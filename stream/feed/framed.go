package feed

import (
	"iter"
	"slices"

	"trainmock/stream/wire"
)

// Framed is framed events of a tick.
type Framed struct {
	// Parts are their bytes. Each has whole events, and other lists may share it, so that an event that many filters admit
	// is in memory once (BenchmarkFilters). A connection joins them only while it writes them (deliver.Transport).
	Parts [][]byte
	// Count is the number of events.
	Count int
}

// length returns the number of bytes.
func (f Framed) length() int {
	length := 0
	for _, part := range f.Parts {
		length += len(part)
	}
	return length
}

// partBytes is what a part takes in memory beside its bytes.
const partBytes = 24

// frame returns events in a framing.
func (b *Batch) frame(s *selection, framing wire.Framing) Framed {
	b.placing.Lock()
	b.grow(b.inParts(s.events, func(part []*event) int64 { return place(part, framing) }))
	b.placing.Unlock()
	s.parts = slices.AppendSeq(s.parts, runs(s.events, framing))
	// Without room to spare, because whoever appends to a list that others share must get a copy.
	return Framed{Parts: slices.Clip(slices.Clone(s.parts)), Count: len(s.events)}
}

// place gives each of some events its bytes in a framing, and returns by how many bytes they grow. Those that no call
// has placed before get them in one slice.
func place(events []*event, framing wire.Framing) (made int64) {
	length := 0
	for _, e := range events {
		if e.framed[framing] == nil {
			length += framing.Overhead(e.id, e.Type) + len(e.message)
		}
	}
	if length == 0 {
		return 0
	}
	out := make([]byte, 0, length)
	for _, e := range events {
		if e.framed[framing] != nil {
			continue
		}
		begin := len(out)
		out = framing.Append(out, e.id, e.Type, e.message)
		if !e.isFramed() {
			made -= int64(len(e.message))
		}
		e.framed[framing] = out[begin:]
		// From here on the message has no memory of its own.
		end := len(out) - framing.Trailer()
		e.message = out[end-len(e.message) : end]
	}
	return made + int64(length)
}

// runs yields the bytes of events in a framing, those that follow each other in memory as one part.
func runs(events []*event, framing wire.Framing) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := 0; i < len(events); {
			run := events[i].framed[framing]
			for i++; i < len(events) && follows(run, events[i].framed[framing]); i++ {
				run = run[:len(run)+len(events[i].framed[framing])]
			}
			if !yield(slices.Clip(run)) {
				return
			}
		}
	}
}

// follows reports whether some bytes begin in memory where others end.
func follows(before, after []byte) bool {
	return len(before) < cap(before) && &before[:len(before)+1][len(before)] == &after[0]
}
