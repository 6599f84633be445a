package stream

import (
	"math"
	"time"

	"trainmock/stream/deliver"
	"trainmock/stream/fault"
)

// heeding is what a subscriber knows of faults. All but own belongs to the goroutine that serves its pump.
type heeding struct {
	// rules are the faults of its epoch, and newest those of the newest one, as it has looked at them last. line is
	// what they leave of its stream: nil while none of them concerns it.
	rules, newest *fault.Rules
	line          *fault.Line
	// own are faults of this connection alone, which its request asked for.
	own *[]*fault.Rule
	// joined is the newest tick when the stream began. It counts until moved is set: the stream has moved on to
	// another epoch since, which may have the same name.
	joined int64
	moved  bool
}

// breaking returns the line of a subscriber while its stream may break, and otherwise nil: it then shares bytes with
// other subscribers.
func (s *subscriber) breaking() *fault.Line {
	newest := s.hub.state.Load().rules
	if newest == nil && s.heeds.rules == nil && s.heeds.line == nil {
		return nil
	}
	// A subscriber that lags may be in an epoch before the newest one.
	rules := newest.In(s.cursor.Epoch())
	if rules != s.heeds.rules || newest != s.heeds.newest || s.cursor.Moved() != s.heeds.moved {
		s.heed(rules, newest)
	}
	if s.heeds.line == nil || !s.heeds.line.Busy(s.cursor.Tick()) {
		return nil
	}
	return s.heeds.line
}

// heed looks at the faults of the subscriber's epoch and of the newest one.
func (s *subscriber) heed(rules, newest *fault.Rules) {
	s.heeds.rules, s.heeds.newest, s.heeds.moved = rules, newest, s.cursor.Moved()
	joined := s.heeds.joined
	if s.heeds.moved {
		joined = math.MinInt64
	}
	line := s.heeds.line
	if line == nil {
		line = fault.NewLine(s.connection())
	}
	if concerned := line.Follow(rules, newest, joined); !concerned && !line.Holding() {
		line.Stop()
		line = nil
	}
	s.heeds.line = line
}

// connection describes the subscriber to the faults.
func (s *subscriber) connection() fault.Connection {
	c := fault.Connection{
		ID: s.seat.ID(), Transport: s.seat.Transport(), Framing: s.framing, Wants: s.cursor.Filter().WantsType,
		Wake: s.pump.Wake, WakeLate: s.wakeLate, InTurn: s.hub.turns.BreakInTurn,
	}
	if s.heeds.own != nil {
		c.Own = *s.heeds.own
	}
	return c
}

// wakeLate writes what is due late already, behind the events that subscribers get on time.
func (s *subscriber) wakeLate() {
	s.hub.options.Lanes.Yield()
	s.pump.Wake()
}

// join notes where the stream begins, from where on faults may strike it.
func (s *subscriber) join() {
	s.heeds.joined = s.cursor.Newest()
	newest := s.hub.state.Load().rules
	if newest != nil || s.heeds.own != nil || s.heeds.line != nil {
		s.heed(newest.In(s.cursor.Epoch()), newest)
	}
}

// broken returns a piece of the stream as faults leave it, or what is due before it.
func (s *subscriber) broken(line *fault.Line, next func() (deliver.Piece, bool)) (deliver.Piece, bool) {
	wall := time.Now()
	s.arrive(line, wall)
	if line.Holds() {
		s.cursor.Excuse()
	}
	piece, reset, ok := line.Next(wall, next)
	if reset {
		s.Reset()
	}
	return piece, ok
}

// arrive tells a line which ticks have come, and what the world's time is.
func (s *subscriber) arrive(line *fault.Line, wall time.Time) {
	world := s.hub.feed()
	line.Arrive(s.cursor.Newest(), world.Time(world.Newest()), wall)
}

// Pace returns the pace of the rest of the piece that is being written, which changes with the faults.
func (s *subscriber) Pace() int {
	s.breaking() // A change of the faults may let go of the line.
	line := s.heeds.line
	if line == nil {
		return 0
	}
	s.arrive(line, time.Now())
	return line.Pace()
}

// greeting returns a greeting as faults leave it.
func (s *subscriber) greeting(first deliver.Piece) deliver.Piece {
	line := s.breaking()
	if line == nil {
		return first
	}
	s.arrive(line, time.Now())
	line.Add(first, time.Now())
	piece, _ := s.broken(line, func() (deliver.Piece, bool) { return deliver.Piece{}, false })
	return piece
}

// isMute reports whether a fault keeps replies from the client.
func (s *subscriber) isMute() bool { return s.heeds.line != nil && s.heeds.line.Silent() }

// Faults returns the names of the faults in force for the subscriber. Any goroutine may call it within
// Register.Change.
func (s *subscriber) Faults() []string {
	rules := s.hub.state.Load().rules
	if rules == nil && s.heeds.own == nil {
		return []string{}
	}
	_, now := s.hub.Now()
	c := s.connection()
	return fault.Names(rules.Concern(&c), now)
}

// restart begins the stream of another filter, which lifts no fault.
func (s *subscriber) restart() deliver.Piece {
	if s.heeds.line != nil {
		s.heeds.line.Restart(s.connection())
	}
	return s.greet()
}

// unheed stops the timer of the line, when the subscriber is not served any more.
func (s *subscriber) unheed() {
	if s.heeds.line != nil {
		s.heeds.line.Stop()
	}
}
