package world

import (
	"iter"
	"time"

	"trainmock/stream/model"
)

// pauseEvery is the number of points between two pauses of a history. They take some 150 µs.
const pauseEvery = 32

// views yields a view for each instant of a span, in order.
func (w *World) views(s model.Span) iter.Seq[View] {
	s = s.Cut()
	return func(yield func(View) bool) {
		for i := range s.Points() {
			if i%pauseEvery == 0 {
				pause(s)
			}
			if !yield(w.At(s.From.Add(time.Duration(i) * s.Step))) {
				return
			}
		}
	}
}

// TaskNodes returns the number of nodes that a task asks for. It derives a task as TaskHistory does.
func (w *World) TaskNodes(id string) int {
	p := w.task(id)
	return p.job.Nodes
}

// NodeGPUs returns the number of GPUs of a node. It derives a node as NodeHistory does.
func (w *World) NodeGPUs(id string) int {
	n, _ := w.node(id)
	return n.group.GPUs
}

// TaskHistory returns a task at the instants of a span, each as in View.Progress, but without measured values before
// the task's submission. It derives a task for an id that the world does not contain.
func (w *World) TaskHistory(id string, s model.Span) model.TaskHistory {
	s = s.Cut()
	p := w.task(id)
	h := model.NewTaskHistory(s)
	h.TaskID, h.Model, h.Events = id, p.job.Name, w.taskMarks(p, w.At(s.From).t, w.At(s.To).t)
	l := labels{world: w}
	var waiting, point model.TrainingProgress
	// Until its submission a task stays the same, but for the time.
	p.at(p.submitted-1).measure(&waiting, &l)
	for v := range w.views(s) {
		if v.t < p.submitted {
			waiting.LastUpdate = w.stamp(v.t)
			h.Add(&waiting, false)
			continue
		}
		p.at(v.t).measure(&point, &l)
		h.Add(&point, true)
	}
	h.LeaveOut(p.job.Kind)
	return h
}

// NodeHistory returns a node at the instants of a span, each as in View.Node. It derives a node for an id that the
// world does not contain.
func (w *World) NodeHistory(id string, s model.Span) model.NodeHistory {
	s = s.Cut()
	n, _ := w.node(id)
	h := model.NewNodeHistory(s)
	h.ID, h.Name, h.IP, h.Role = n.id, n.name, n.ip, n.group.Role
	h.Events = w.nodeMarks(n, w.At(s.From).t, w.At(s.To).t)
	var m model.NodeMetrics
	var room numbers
	for v := range w.views(s) {
		w.measure(&m, n, v.t, &room)
		h.Add(&m)
	}
	if n.group.GPUs == 0 {
		h.GPUUsage = nil
	}
	return h
}
