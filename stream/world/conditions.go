package world

import "trainmock/stream/model"

// conditions holds everything that the plans of all tasks depend on: when nodes are lost, slow and drained.
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
