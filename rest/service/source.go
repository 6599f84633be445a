// Package service owns the service's own routes: monitor, tasks, cluster, histories, health.
package service

import (
	"context"
	"net/http"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/world"
)

// Source is the hub of a world, as far as these routes need it.
type Source interface {
	// Now returns the world and its time at this moment.
	Now() (*world.World, time.Time)
	// Epoch names the world on the stream.
	Epoch() string
	// Subscribers counts those of the streams.
	Subscribers() int
	// IsStrict reports whether ids that the scenario does not hold are unknown, instead of derived.
	IsStrict() bool
	// Count counts a request to a route in, and returns how many came before it.
	Count(route string) uint64
	// Do changes the world by what decide makes of it, all of it or nothing, and returns the commands as they were logged.
	// Where the world has changed meanwhile, decide is asked again. Its errors are passed on.
	Do(ctx context.Context, decide Decision) ([]model.Command, error)
}

// Decision returns what is to be done to a world, as it is at an instant.
type Decision = func(w *world.World, now time.Time) ([]model.Verb, error)

// sourceKey is the key of the source in a context.
type sourceKey struct{}

// WithSource returns a context for requests that a source answers. Every handler of this package needs one.
func WithSource(ctx context.Context, s Source) context.Context {
	return context.WithValue(ctx, sourceKey{}, s)
}

func sourceOf(ctx context.Context) Source { return ctx.Value(sourceKey{}).(Source) }

// moment holds what one request sees of its source.
type moment struct {
	source Source
	world  *world.World
	now    time.Time
}

// look returns the source of a request as it is now.
func look(ctx context.Context) moment {
	s := sourceOf(ctx)
	w, now := s.Now()
	return moment{source: s, world: w, now: now}
}

// view returns the state of the world now.
func (m moment) view() world.View { return m.world.At(m.now) }

// checkTask refuses ids that no task can have and, where the source is strict, those that no task has.
func (m moment) checkTask(id string) error {
	if !model.ValidID(id) || m.source.IsStrict() && !m.world.HasTask(id) {
		return taskNotFound()
	}
	return nil
}

// checkNode refuses ids that no node can have and, where the source is strict, those that no node has.
func (m moment) checkNode(id string) error {
	if !model.ValidID(id) || m.source.IsStrict() && !m.world.HasNode(id) {
		return refuse.New(http.StatusNotFound, "Node not found")
	}
	return nil
}

func taskNotFound() error { return refuse.New(http.StatusNotFound, "Task not found") }
