package world

import (
	"time"

	"trainmock/stream/model"
)

// conditions holds everything that the plans of all tasks depend on: when nodes are lost, slow and drained, and what
// tasks are like.
type conditions struct {
	// start is the instant that time is counted from.
	start      time.Time
	outages    outages
	slowdowns  slowdowns
	drains     drains
	stragglers model.Stragglers
	physics    *physics
}

// same reports whether both are one value: no command has changed one of them into the other.
func (c *conditions) same(other *conditions) bool {
	return c.outages.commanded.same(other.outages.commanded) &&
		c.slowdowns.commanded.same(other.slowdowns.commanded) && c.drains.same(other.drains.perNode)
}

func newConditions(start time.Time, s *model.Scenario) conditions {
	return conditions{
		start:   start,
		outages: outages{incidents: newIncidents(s.Incidents)}, slowdowns: newSlowdowns(s.Throttling),
		stragglers: s.Stragglers, physics: &usualPhysics,
	}
}

// stamp formats an instant.
func (c *conditions) stamp(t time.Duration) string { return model.Stamp(c.start.Add(t)) }
