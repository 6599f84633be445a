package world

import (
	"time"

	"trainmock/stream/model"
	"trainmock/stream/workload"
)

// gradientTraffic returns what a node of a group sends in training to reduce the gradients of each step with the others
// of its gang, in KB/s. It returns 0 if the number of parameters is unknown, or there is no other node.
func gradientTraffic(job *model.Job, g *model.Group, step time.Duration) float64 {
	if job.Parameters == 0 || job.Nodes < 2 || job.Kind == model.Federated {
		return 0
	}
	return workload.TrafficBytes(job, *g) / step.Seconds() / 1e3
}

// network returns the usual network traffic of a node of the task in a phase, in KB/s. level is that of a task of which
// no more is known.
func (p *plan) network(phase phase, level float64) float64 {
	switch {
	case p.job.Kind == model.Federated:
		return level / 100
	case phase == training && p.gradients > 0:
		return p.gradients
	default:
		return level
	}
}
