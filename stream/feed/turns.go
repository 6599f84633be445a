package feed

import "trainmock/stream/turn"

// Turns gives turns to slow work for subscribers, so that a processor remains for the ticks to come and for those that
// are up to date. Several hubs may share turns, each with an end of its own.
type Turns struct{ ticks, snapshots, faults, ended chan struct{} }

// NewTurns returns turns that nobody has taken.
func NewTurns() *Turns {
	return &Turns{
		ticks: make(chan struct{}, 1), snapshots: make(chan struct{}, 1), faults: make(chan struct{}, 1),
		ended: make(chan struct{}),
	}
}

// Share returns the same turns with an end of their own.
func (t *Turns) Share() *Turns {
	return &Turns{ticks: t.ticks, snapshots: t.snapshots, faults: t.faults, ended: make(chan struct{})}
}

// InTurn calls a slow function while no other call of InTurn runs. After End it does nothing.
func (t *Turns) InTurn(call func()) { t.take(t.ticks, call) }

// SnapshotInTurn does what InTurn does, for snapshots, so that new subscribers do not wait for those that resume.
func (t *Turns) SnapshotInTurn(call func()) { t.take(t.snapshots, call) }

// BreakInTurn does what InTurn does, for streams that faults break, message by message. The function may call InTurn.
func (t *Turns) BreakInTurn(call func()) { t.take(t.faults, call) }

// take calls a function while it has the token of one kind of turns.
func (t *Turns) take(turns chan struct{}, call func()) {
	select {
	case turns <- struct{}{}:
		defer func() { <-turns }()
	case <-t.ended:
		return
	}
	select {
	case <-t.ended:
	default:
		pace := turn.NewPace()
		call()
		pace.Pause()
	}
}

// End ends the turns of all subscribers, whose connections must be closing. It may be called once.
func (t *Turns) End() { close(t.ended) }
