package fault

import (
	"slices"
	"time"

	"trainmock/stream/deliver"
)

// output is bytes to be sent.
type output struct {
	deliver.Piece
	due time.Time
	// reset breaks the connection off instead.
	reset bool
	// times is how often the bytes are sent.
	times int
	// earliest is when they are due if no rule delays them, and held are the rules that delay or slow them.
	earliest time.Time
	held     []hold
}

// hold is what a rule does to an output.
type hold struct {
	rule  *Rule
	delay time.Duration
	// pace is in bytes a second, 0 for any.
	pace int
}

// settle sets due and pace by the rules that hold the output. It is not due before a time.
func (o *output) settle(least time.Time) {
	o.due, o.Pace = o.earliest, paceOfAll(o.held)
	for _, h := range o.held {
		o.due = o.due.Add(h.delay)
	}
	if o.due.Before(least) {
		o.due = least
	}
}

// paceOfAll returns the slowest pace of some rules in bytes a second, 0 for any.
func paceOfAll(held []hold) (pace int) {
	for _, h := range held {
		if h.pace > 0 && (pace == 0 || h.pace < pace) {
			pace = h.pace
		}
	}
	return pace
}

// outputBytes is about the memory that an output takes beside its bytes.
const outputBytes = 200

// memory returns about the memory that the output takes.
func (o *output) memory() int { return o.Len() + outputBytes }

// push appends an output to the queue. Nothing overtakes what is queued already.
func (l *Line) push(o output) {
	o.settle(l.latest)
	l.latest = o.due
	l.queue = append(l.queue, o)
	l.bytes += o.memory()
}

// take takes the first output from the queue, or the first time that it is to be sent.
func (l *Line) take() output {
	first := l.queue[0]
	l.slowing = first.held
	if l.queue[0].times--; first.times <= 1 {
		l.pop()
	}
	return first
}

// pop removes the first output from the queue.
func (l *Line) pop() {
	l.bytes -= l.queue[0].memory()
	l.queue[0] = output{} // What follows may be held up for long.
	l.queue = l.queue[1:]
}

// Shed drops the oldest of what is held up, down to a number of bytes, but not the newest.
func (l *Line) Shed(most int) {
	for l.bytes > most && len(l.queue) > 1 {
		l.pop()
	}
}

// Pace returns that at which the rest of what Next has returned last is to be written, in bytes a second, 0 for any.
func (l *Line) Pace() int { return paceOfAll(l.lasting(l.slowing)) }

// lasting returns the holds whose rules have not ended.
func (l *Line) lasting(held []hold) []hold {
	ended := func(h hold) bool { return l.hasEnded(h.rule) }
	if !slices.ContainsFunc(held, ended) {
		return held
	}
	return slices.DeleteFunc(slices.Clone(held), ended)
}

// release lets go of what rules hold up that have ended.
func (l *Line) release() {
	l.latest = time.Time{}
	for i := range l.queue {
		o := &l.queue[i]
		o.held = l.lasting(o.held)
		o.settle(l.latest)
		l.latest = o.due
	}
}

// Restart begins the stream of another filter. The queue is emptied, unless it ends the connection. A silence lasts,
// and what is counted stays.
func (l *Line) Restart(c Connection) {
	if l.Connection = c; !l.ended {
		l.queue, l.latest, l.bytes = nil, time.Time{}, 0
	}
}
