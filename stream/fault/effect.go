package fault

import (
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/model"
)

// fate is what becomes of a message.
type fate struct {
	text []byte
	// changed is set if text is not the message's own.
	changed bool
	// times is how often it is sent, delay by how much later in any case, and held what rules add to that.
	times int
	delay time.Duration
	held  []hold
	// last, if set, is sent in its place and ends the connection.
	last *output
}

// over reports whether later faults have nothing left to strike.
func (f *fate) over() bool { return f.times == 0 || f.last != nil }

// effects hold what a fault of each kind does to a message. They report whether it did anything. The kind reorder is
// not among them, because it is about the messages of a tick together.
var effects = map[string]func(l *Line, r *Rule, m *message, f *fate) bool{
	model.Drop{}.Key():      drop,
	model.Duplicate{}.Key(): duplicate,
	model.Empty{}.Key():     empty,
	model.Malformed{}.Key(): malformed,
	model.Truncate{}.Key():  truncate,
	model.Latency{}.Key():   latency,
	model.Bandwidth{}.Key(): bandwidth,
	model.Freeze{}.Key():    freeze,
	model.Hang{}.Key():      hang,
	model.Close{}.Key():     end,
	model.Reset{}.Key():     reset,
}

// Add puts a piece of the stream into the queue in its turn, as the faults leave it.
func (l *Line) Add(p deliver.Piece, wall time.Time) {
	l.count(p)
	l.InTurn(func() { l.add(p, wall) })
}

// add does what Add does at once.
func (l *Line) add(p deliver.Piece, wall time.Time) {
	if l.ended {
		return
	}
	var list []message
	for _, bytes := range p.Parts {
		for part := range l.Framing.Parts(bytes) {
			list = append(list, read(part))
		}
	}
	l.reorder(list)
	for i := range list {
		if l.pass(&list[i], wall); l.ended {
			return
		}
	}
	if p.Last {
		l.push(output{Piece: deliver.Last(), earliest: wall})
		l.ended = true
	}
}

// pass puts a message into the queue, as the faults leave it.
func (l *Line) pass(m *message, wall time.Time) {
	f := fate{text: m.Message, times: 1}
	if m.Message != nil {
		l.strike(m, &f)
	}
	o := output{times: f.times}
	switch {
	case f.last != nil:
		o, l.ended = *f.last, true
	case f.times == 0:
		return
	case f.changed:
		o.Piece = deliver.Of(l.Framing.Append(nil, m.head.ID, m.head.Type, f.text))
	default:
		o.Piece = deliver.Of(m.Bytes)
	}
	if o.earliest, o.held = wall, f.held; f.delay > 0 || len(f.held) > 0 {
		o.earliest = l.arrived(m, wall).Add(f.delay)
	}
	l.push(o)
}

// strike lets all rules that strike a message decide its fate.
func (l *Line) strike(m *message, f *fate) {
	for _, r := range l.concerned {
		effect, ok := effects[r.Kind.Key()]
		if ok && l.strikes(r, m, func() bool { return effect(l, r, m, f) }) {
			r.strike()
		}
		if f.over() {
			return
		}
	}
}
