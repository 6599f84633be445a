// Package service owns the handlers of the service's own routes: monitor, tasks, cluster, histories, health.
package service

import (
	"context"
	"time"

	"trainmock/rest/answer"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// Source is the part of a world's hub that these routes need.
type Source interface {
	// Now returns the world and its time at this moment.
	Now() (*world.World, time.Time)
	// Epoch names the world on the stream.
	Epoch() string
	// Subscribers returns the number of subscribers to the streams.
	Subscribers() int
	// Late returns for how long the next tick of the streams has been due, and the time between two ticks.
	Late() (late, tick time.Duration)
	// IsStrict reports whether ids that the scenario does not hold are unknown, instead of derived.
	IsStrict() bool
	// Do carries out the verbs that decide returns, all or none, and returns the commands as they were logged. It
	// calls decide again if the world has changed meanwhile, and returns the errors of decide.
	Do(ctx context.Context, decide Decision) ([]model.Command, error)
}

// Decision returns the verbs to carry out in a world at an instant.
type Decision = func(w *world.World, now time.Time) ([]model.Verb, error)

// sourceOf returns the source of a handler's group, from its context. It panics if that is none of this package.
func sourceOf(ctx context.Context) Source { return answer.SourceOf(ctx).(Source) }

// moment is the world of a source at one instant, so that one request sees one state.
type moment struct {
	source Source
	world  *world.World
	now    time.Time
}

// look returns the world of a request and its current time.
func look(ctx context.Context) moment {
	s := sourceOf(ctx)
	w, now := s.Now()
	return moment{source: s, world: w, now: now}
}

// view returns the state of the world at the moment.
func (m moment) view() world.View { return m.world.At(m.now) }

// checkTask refuses ids that no task can have and, where the source is strict, those that no task has.
func (m moment) checkTask(id string) error {
	if !model.ValidID(id) || m.source.IsStrict() && !m.world.HasTask(id) {
		return refuse.TaskNotFound()
	}
	return nil
}

// checkNode refuses ids that no node can have and, where the source is strict, those that no node has.
func (m moment) checkNode(id string) error {
	if !model.ValidID(id) || m.source.IsStrict() && !m.world.HasNode(id) {
		return refuse.NodeNotFound()
	}
	return nil
}
