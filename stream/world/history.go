package world

import (
	"iter"
	"time"
)

// Span is the instants of a history: From, From + Step and so on, up to and including To. All three are cut to
// microseconds; both ends are within Reach of the start.
type Span struct {
	From, To time.Time
	// Step is the time from one point to the next. Less than a microsecond counts as one.
	Step time.Duration
}

// Points is how many instants there are; none if To comes before From.
func (s Span) Points() int {
	s = s.cut()
	if s.To.Before(s.From) {
		return 0
	}
	return 1 + int(s.To.Sub(s.From)/s.Step)
}

// cut is the span in whole microseconds.
func (s Span) cut() Span {
	return Span{
		From: s.From.UTC().Truncate(time.Microsecond), To: s.To.UTC().Truncate(time.Microsecond),
		Step: max(s.Step, time.Microsecond).Truncate(time.Microsecond),
	}
}

// views are the world at the instants of a span, in order.
func (w *World) views(s Span) iter.Seq[View] {
	s = s.cut()
	return func(yield func(View) bool) {
		for i := range s.Points() {
			if !yield(w.At(s.From.Add(time.Duration(i) * s.Step))) {
				return
			}
		}
	}
}

// TaskHistory is the task with that id at the instants of a span: at each of them, what View.Progress says of it. An id
// that the scenario does not hold has a derived one.
func (w *World) TaskHistory(id string, s Span) TaskHistory {
	s = s.cut()
	p, _ := w.task(id)
	h := TaskHistory{TaskID: id, StepSeconds: s.Step.Seconds(), Events: w.taskMarks(p, w.At(s.From).t, w.At(s.To).t)}
	for v := range w.views(s) {
		h.add(p.at(v.t).trainingProgress(w))
	}
	h.leaveOut(p.job.Kind)
	return h
}

// NodeHistory is the node with that id at the instants of a span: at each of them, what View.Node says of it. An id that
// the scenario does not hold has a derived one.
func (w *World) NodeHistory(id string, s Span) NodeHistory {
	s = s.cut()
	n, _ := w.node(id)
	h := NodeHistory{
		ID: n.id, Name: n.name(), IP: n.ip, Role: n.group.Role, StepSeconds: s.Step.Seconds(),
		Events: w.nodeMarks(n, w.At(s.From).t, w.At(s.To).t),
	}
	for v := range w.views(s) {
		h.add(w.nodeMetrics(n, v.t))
	}
	if n.group.GPUs == 0 {
		h.GPUUsage = nil
	}
	return h
}
