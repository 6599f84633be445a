package world

import (
	"trainmock/stream/model"
	"trainmock/stream/workload"
)

// links is what a node of a task sends and receives over the network, in KB/s.
type links struct {
	// peers is the traffic with other nodes of the gang in training, in either direction. loaded is what the node receives
	// of programs and weights at the start, input what it receives of its data, and saved what it sends of a checkpoint.
	peers, loaded, input, saved float64
}

// acknowledged is the traffic against the direction of a transfer over that in it: requests and acknowledgements.
const acknowledged = 0.02

// federatedShare is the traffic of a federated task over that of others, where no more is known: its models are small.
const federatedShare = 0.01

// newLinks returns the traffic of a node of a group.
func newLinks(job *model.Job, g *model.Group, s schedule) links {
	share := 1.0
	if job.Kind == model.Federated {
		share = federatedShare
	}
	l := links{
		peers: peerTraffic(job, g, s, share), loaded: share * hostLevels[starting].network,
		saved: share * hostLevels[saving].network,
		input: workload.InputBytes(job) * float64(job.Batch) / s.step.Seconds() / 1e3,
	}
	if job.Parameters > 0 && s.checkpoint > 0 {
		l.saved = workload.CheckpointBytes(job.Parameters) / float64(max(1, job.Nodes)) / s.checkpoint.Seconds() / 1e3
	}
	return l
}

// peerTraffic returns what a node sends to others of its gang, and receives from them: to reduce the gradients of each
// step, or with federated training the weights of each round. A gang of one node has none. share is over the usual
// traffic, where no more is known.
func peerTraffic(job *model.Job, g *model.Group, s schedule, share float64) float64 {
	switch {
	case job.Nodes < 2:
		return 0
	case job.Parameters == 0:
		return share * hostLevels[training].network
	case job.Kind == model.Federated:
		return workload.RoundBytes(job.Parameters) / (float64(s.steps) * s.step.Seconds()) / 1e3
	default:
		return workload.TrafficBytes(job, *g) / s.step.Seconds() / 1e3
	}
}

// traffic returns what a node with the links sends and receives in a phase, in KB/s.
func (l *links) traffic(phase phase) (out, in float64) {
	out, in = hostLevels[resting].traffic()
	switch phase {
	case starting:
		return out + float64(acknowledged*l.loaded), in + l.loaded
	case training:
		return out + l.peers + float64(acknowledged*l.input), in + l.peers + l.input
	case evaluating:
		return out + float64(acknowledged*l.input), in + l.input
	case saving:
		return out + l.saved, in + float64(acknowledged*l.saved)
	default:
		return hostLevels[phase].traffic()
	}
}
