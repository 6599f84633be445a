package fault

import (
	"context"
	"slices"
	"strings"
	"time"

	"trainmock/stream/chance"
	"trainmock/stream/deliver"
	"trainmock/stream/model"
	"trainmock/stream/wire"
)

// message is a message on its way.
type message struct {
	wire.Part
	head wire.Head
	// tick and index are those of an event of the world. index is -1 for other messages.
	tick  int64
	index int
	at    time.Time
}

// read returns a part as a message. Of a part that is none, only the bytes are set.
func read(p wire.Part) message {
	m := message{Part: p, index: -1}
	if p.Message == nil {
		return m
	}
	m.head = wire.ReadHead(p.Message)
	m.at, _ = time.Parse(model.StampFormat, m.head.Time)
	if id, err := wire.ParseEventID(m.head.ID); err == nil && m.head.Type != model.EventSnapshot.Type {
		m.tick, m.index = id.Tick, id.Index
	}
	return m
}

// inWorld reports whether the message is an event of the world, which every subscriber may get.
func (m *message) inWorld() bool { return m.index >= 0 }

// drawKey returns the key of a rule's draws about a message: by tick and index for an event of the world, and by time
// and type for others, of which every stream has its own.
func (l *Line) drawKey(r *Rule, m *message) chance.Key {
	key := r.key
	if r.Per != "" || !m.inWorld() && l.Transport != model.TransportDashboard {
		key = key.OfText(l.ID)
	}
	if m.inWorld() {
		return key.Of(uint64(m.tick), uint64(m.index))
	}
	return key.OfText(m.head.Type).Of(uint64(m.at.UnixMicro()))
}

// strikes reports whether a rule strikes a message: whether the draw falls on it, and effect does anything.
func (l *Line) strikes(r *Rule, m *message, effect func() bool) bool {
	if !r.admits(m.head.Type) || !l.applies(r, m) {
		return false
	}
	draws := func() bool { return r.draws(l.drawKey(r, m)) }
	switch {
	case !r.counted():
		return draws() && effect()
	case l.countsOwn(r):
		return l.strikesOwn(r, draws, effect)
	case !m.inWorld():
		return r.strikesOther(draws, effect)
	case r.claims() && r.Nth == nil:
		return draws() && r.claim(m.tick, m.index, effect)
	case r.claims():
		return r.isDrawn(m.tick, m.index) && r.claim(m.tick, m.index, effect)
	}
	return r.isDrawn(m.tick, m.index) && effect()
}

// countsOwn reports whether a rule counts the messages of this connection apart from others.
func (l *Line) countsOwn(r *Rule) bool { return r.Per != "" || l.isOwn(r) }

// strikesOwn reports whether a rule that counts the messages of this connection strikes the next one.
func (l *Line) strikesOwn(r *Rule, draws, effect func() bool) bool {
	o := l.own[r.tally]
	if o == nil {
		o = &own{}
		l.own[r.tally] = o
	}
	if o.seen++; r.spent(o.hits) || !r.nth(o.seen) || !draws() || !effect() {
		return false
	}
	o.hits++
	return true
}

// countsInWorld reports whether a rule strikes events by their number among all of the world.
func (l *Line) countsInWorld(r *Rule) bool {
	return !l.countsOwn(r) && (r.Nth != nil || r.Count != nil && !r.claims())
}

// count counts the events of the world up to a piece of the stream, for the rules that strike by their number. It may
// take long, so that it is no part of a turn.
func (l *Line) count(p deliver.Piece) {
	if !slices.ContainsFunc(l.concerned, l.countsInWorld) {
		return
	}
	for _, bytes := range p.Parts {
		for part := range l.Framing.Parts(bytes) {
			m := read(part)
			if !m.inWorld() {
				continue
			}
			for _, r := range l.concerned {
				if l.countsInWorld(r) && l.applies(r, &m) {
					r.countUpTo(context.Background(), l.rules.ticks, m.tick)
				}
			}
			return // All events of a piece are of one tick.
		}
	}
}

// applies reports whether a rule is in force for a message: by its tick if it has one, else by its time.
func (l *Line) applies(r *Rule, m *message) bool {
	if l.isOwn(r) {
		return true
	}
	if m.inWorld() && (m.tick <= max(l.joined, r.After) || m.tick > r.Until || !l.sameEpoch(m)) {
		return false
	}
	if !m.inWorld() && r.Removed {
		return false
	}
	return r.inForce(m.at)
}

// sameEpoch reports whether a message is of the epoch of the rules.
func (l *Line) sameEpoch(m *message) bool {
	return strings.HasPrefix(m.head.ID, l.rules.epoch)
}

// isOwn reports whether a rule is of this connection alone.
func (l *Line) isOwn(r *Rule) bool { return slices.Contains(l.Own, r) }
