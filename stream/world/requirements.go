package world

import "trainmock/stream/model"

// requireNotEnded, running and paused say what a status would have to be for an order to have an effect, if it is not.

func requireNotEnded(s model.Status) string {
	if s != model.Pending && s != model.Running && s != model.Paused {
		return "only a task that has not ended can be changed"
	}
	return ""
}

func requireRunning(s model.Status) string {
	if s == model.Running || requireNotEnded(s) != "" {
		return requireNotEnded(s)
	}
	return "only a running task can be paused, spike or diverge"
}

func requirePaused(s model.Status) string {
	if s == model.Paused || requireNotEnded(s) != "" {
		return requireNotEnded(s)
	}
	return "only a paused task can be resumed"
}
