package world

import "trainmock/stream/model"

// conditions are what the plans of all tasks depend on: how nodes get lost, slow and drained.
type conditions struct {
	outages    outages
	slowdowns  slowdowns
	drains     drains
	stragglers model.Stragglers
}

func newConditions(s *model.Scenario) conditions {
	return conditions{
		outages: outages{incidents: newIncidents(s.Incidents)}, slowdowns: newSlowdowns(s.Throttling),
		stragglers: s.Stragglers,
	}
}
