package world

import (
	"math"
	"slices"

	"trainmock/stream/model"
)

// TaskStates lists the current tasks, and those that ended or were deleted in the last ten minutes. Running tasks come
// first, then the others, each in start order.
func (v View) TaskStates() []model.TaskState {
	var list []model.TaskState
	known := map[string]bool{}
	for _, p := range v.current(v.t-keptAfterEnd, keptAfterEnd) {
		status, listed := v.listed(p)
		if listed {
			list = append(list, model.TaskState{ID: p.id, Status: status})
			known[p.id] = true
		}
	}
	// A task that ended long ago may have been deleted since.
	for d := v.world.deletions.newest; d != nil; d = d.before {
		if d.at > v.t-keptAfterEnd && d.at <= v.t && !known[d.id] {
			list = append(list, model.TaskState{ID: d.id, Status: model.Deleted})
		}
	}
	slices.SortStableFunc(list, func(a, b model.TaskState) int {
		switch {
		case a.Status == model.Running && b.Status != model.Running:
			return -1
		case a.Status != model.Running && b.Status == model.Running:
			return 1
		default:
			return 0
		}
	})
	return list
}

// listed returns the status of a task in that list, and whether it is listed.
func (v View) listed(p *plan) (status model.Status, ok bool) {
	deleted, gone := v.world.deletions.at(p.id)
	switch {
	case gone && deleted <= v.t:
		return model.Deleted, v.t-deleted < keptAfterEnd
	case p.submitted > v.t || p.ended <= v.t-keptAfterEnd:
		return "", false
	}
	if status = p.at(v.t).stage.status; status == model.Cancelled {
		status = model.Failed
	}
	return status, true
}

// Deleted reports whether the task with that id has been deleted.
func (v View) Deleted(id string) bool { return v.world.Deleted(id, v.t) }

// HasTasks reports whether the scenario has slots, or a task has been started.
func (v View) HasTasks() bool {
	return len(v.world.tasks.slots) > 0 || v.world.tasks.started.any(v.t)
}

// AnyRunning reports whether a task is running.
func (v View) AnyRunning() bool {
	return slices.ContainsFunc(v.plans(), func(p *plan) bool { return p.at(v.t).stage.status == model.Running })
}

// Round returns the rounds of the task with that id. It derives a task for an id that the world does not contain.
func (v View) Round(id string) model.Round {
	p := v.world.taskAt(v.t, id)
	m := p.at(v.t)
	s := m.taskStatus(&labels{world: v.world})
	r := model.Round{TaskID: id, CurrentRound: m.rounds(0), TotalRounds: s.TotalEpochs, Loss: s.Loss, Status: s.Status}
	if s.Accuracy != nil {
		r.Accuracy = *s.Accuracy
	} else {
		r.Accuracy = roundTo(math.Exp(-s.Loss), 4)
	}
	return r
}

// rounds returns the rounds done by a client that lags by a number of rounds. In a completed task no client lags.
func (m moment) rounds(lag float64) int64 {
	if m.stage.status == model.Completed {
		return m.epochs
	}
	each := float64(m.steps) * float64(m.schedule.step)
	return min(max(0, int64(math.Floor(float64(m.best)/each-lag))), m.epochs-1)
}

// ClientRounds returns the rounds done by each node of a task. The slowest lag by up to two rounds.
func (v View) ClientRounds(id string) []model.ClientRound {
	const maxLag = 1.5
	p := v.world.taskAt(v.t, id)
	m := p.at(v.t)
	list := make([]model.ClientRound, len(m.stage.gang))
	for i, n := range m.stage.gang {
		lag := float64(maxLag * p.key.Of(aboutStraggler).OfText(n.id).Unit())
		list[i] = model.ClientRound{IP: n.ip, Round: m.rounds(lag)}
	}
	return list
}
