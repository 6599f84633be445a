package world

import (
	"trainmock/stream/chance"
	"trainmock/stream/model"
)

// drawOutcome draws the last status of a task.
func drawOutcome(k chance.Key, job *model.Job) model.Status {
	u := k.Of(aboutOutcome).Unit()
	switch {
	case u < job.Failed:
		return model.Failed
	case u < job.Failed+job.Cancelled:
		return model.Cancelled
	default:
		return model.Completed
	}
}
