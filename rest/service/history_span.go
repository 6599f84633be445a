package service

import (
	"fmt"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

const (
	// defaultSpan is the length of a history without a from in its request, defaultSteps the number of steps of one
	// without a step.
	defaultSpan  = 10 * time.Minute
	defaultSteps = 120
	// maxPoints limits the points of a history.
	maxPoints = 10_000
)

// During holds the parameters that all histories share.
type During struct {
	At   string `query:"at" kind:"instant"`
	From string `query:"from" kind:"instant"`
	To   string `query:"to" kind:"instant"`
	Step string `query:"step" kind:"duration"`
}

// Describe describes the parameters of the histories.
func (During) Describe() map[string]string {
	return map[string]string{
		"task_id": anyID, "node_id": anyID,
		"at":   "The default of to. As everywhere: " + instants,
		"from": "The first point, in the form of at. Defaults to ten minutes before to.",
		"to":   "The end, in the form of at; a point that falls on it is included. Defaults to at, and that to now.",
		"step": "Time from one point to the next: ms, s, m, h, d, w, and at most 10,000 points. " +
			"Defaults to a 120th of the span.",
	}
}

// span returns the points in time that a request asks about. Errors are of type *refuse.Refusal.
func (q During) span(m moment) (s model.Span, err error) {
	s.To = m.now.Truncate(time.Microsecond)
	for _, end := range []struct{ parameter, text string }{{"at", q.At}, {"to", q.To}} {
		if s.To, err = m.instant(end.parameter, end.text, s.To); err != nil {
			return s, err
		}
	}
	if s.From, err = m.instant("from", q.From, s.To.Add(-defaultSpan)); err != nil {
		return s, err
	}
	if s.From.After(s.To) {
		const message = "from, %s, comes after to, %s: use an earlier one, such as -10m, or a later to"
		return s, refuse.Invalid("from", "datetime", fmt.Sprintf(message, model.Stamp(s.From), model.Stamp(s.To)))
	}
	s.Step, err = q.step(s.To.Sub(s.From))
	return s, err
}

// step returns the time between the points of a span of a length, in whole microseconds. Errors are of type
// *refuse.Refusal.
func (q During) step(length time.Duration) (time.Duration, error) {
	if q.Step == "" {
		return max(length/defaultSteps, time.Microsecond).Truncate(time.Microsecond), nil
	}
	step, err := model.ParseDuration(q.Step)
	if err != nil {
		return 0, refuse.Invalid("step", "duration", err.Error())
	}
	step = step.Truncate(time.Microsecond)
	if step <= 0 {
		return 0, refuse.Invalid("step", "number.not_gt",
			model.Quote(q.Step)+" is less than a microsecond: use a longer step, such as 5s")
	}
	if points := 1 + length/step; points > maxPoints {
		const message = "%s makes %d points, more than %d: use a step of %s or more, or a shorter span"
		return 0, refuse.Invalid("step", "number.not_ge",
			fmt.Sprintf(message, model.Quote(q.Step), points, maxPoints, leastStep(length, maxPoints)))
	}
	return step, nil
}

// leastStep returns the shortest step that gives a span at most so many points, rounded up to whole seconds,
// milliseconds or microseconds.
func leastStep(length time.Duration, points int64) time.Duration {
	least, unit := 1+length/time.Duration(points), time.Microsecond
	for _, coarse := range []time.Duration{time.Second, time.Millisecond} {
		if least >= coarse {
			unit = coarse
			break
		}
	}
	return (least + unit - 1) / unit * unit
}
