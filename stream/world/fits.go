package world

import "trainmock/stream/model"

// notEnded, running and paused say what a status would have to be for an order to have an effect, if it is not.

func notEnded(s model.Status) string {
	if s != model.Pending && s != model.Running && s != model.Paused {
		return "only a task that has not ended can be changed"
	}
	return ""
}

func running(s model.Status) string {
	if s == model.Running || notEnded(s) != "" {
		return notEnded(s)
	}
	return "only a running task can be paused, spike or diverge"
}

func paused(s model.Status) string {
	if s == model.Paused || notEnded(s) != "" {
		return notEnded(s)
	}
	return "only a paused task can be resumed"
}
