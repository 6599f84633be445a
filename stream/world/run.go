package world

import (
	"time"

	"trainmock/stream/model"
)

// Run is a task at one instant, with what an operator knows of it.
type Run struct {
	model.TrainingProgress
	// Name is the name of its job, and Kind its kind of training.
	Name string
	Kind model.Kind
	// Phase is what its nodes do.
	Phase Phase
	// Placed reports whether it was ever on its nodes, and Ended whether it has ended.
	Placed, Ended bool
	// Restarts counts how often it went on after the loss of a node.
	Restarts int
	// Interrupted is set while it waits for nodes in place of a lost one.
	Interrupted bool
	// Started is the time that it has spent starting up, Saved that for checkpoints, and Stalled that without an answer
	// of a node.
	Started, Saved, Stalled time.Duration
}

// Runs returns the current tasks in start order, as Tasks does.
func (v View) Runs() []Run {
	plans := v.plans()
	list := make([]Run, len(plans))
	for i, p := range plans {
		list[i] = v.run(p)
	}
	return list
}

// Run returns the task with that id. It derives one for an id that the world does not contain.
func (v View) Run(id string) Run { return v.run(v.world.taskAt(v.t, id)) }

func (v View) run(p *plan) Run {
	m := p.at(v.t)
	r := Run{
		TrainingProgress: m.trainingProgress(v.world), Name: p.job.Name, Kind: p.job.Kind, Phase: Phase(m.phase),
		Placed: p.started <= v.t, Ended: p.ended <= v.t,
	}
	for i, s := range p.stages.from(0) {
		if s.from > v.t {
			break
		}
		lost := i > 0 && p.stages.at(i-1).cause != nil
		if lost && s.status == model.Running {
			r.Restarts++
		}
		r.Interrupted = s.status == model.Pending && s.cause != nil
		u := p.usage(s, min(v.t, p.end(i)))
		r.Started += time.Duration(u[starting])
		r.Saved += time.Duration(u[saving])
		r.Stalled += time.Duration(u[stalled])
	}
	return r
}
