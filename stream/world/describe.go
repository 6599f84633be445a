package world

import (
	"fmt"
	"strconv"
	"time"

	"trainmock/stream/model"
)

// transition is one change of a node's state during an incident.
type transition struct {
	at     time.Duration
	state  model.NodeState
	reason string
	level  string
	// text is the log line without the name of the node.
	text string
}

// transitions returns the changes of state during an incident, in order.
func (i incident) transitions() []transition {
	silence := func(t time.Duration) string {
		return "no contact for " + strconv.FormatInt(int64((t-i.lost)/time.Second), 10) + " s"
	}
	transitions := []transition{
		{
			at: i.unknown, state: model.Unknown, level: "WARNING",
			reason: silence(i.unknown), text: "does not answer health checks: " + silence(i.unknown),
		},
		{
			at: i.dead, state: model.Dead, level: "ERROR",
			reason: silence(i.dead) + ": " + i.cause,
			text:   "is marked DEAD after five missed health checks: " + i.cause,
		},
	}
	if i.removed {
		transitions = []transition{
			{at: i.dead, state: model.Dead, level: "WARNING", reason: i.cause, text: "is " + i.cause},
		}
	}
	for len(transitions) > 0 && transitions[len(transitions)-1].at >= i.back {
		transitions = transitions[:len(transitions)-1]
	}
	if len(transitions) == 0 {
		return nil
	}
	reason := "back in service after " + i.cause
	if i.recovered {
		reason = "recovered on request"
	}
	return append(transitions, transition{
		at: i.back, state: model.Alive, level: "INFO", reason: reason, text: "is available again: " + reason,
	})
}

// stageMessage returns the log line for the beginning of the i-th stage.
func (p *plan) stageMessage(i int) string {
	s := p.stages.at(i)
	name := "Task " + p.id + " (" + model.Visible(p.job.Name) + ") "
	switch {
	case i == 0:
		return name + "submitted, " + s.reason
	case s.status == model.Running:
		return name + s.reason
	case s.status == model.Pending:
		return name + "interrupted: " + s.reason
	case s.status == model.Paused:
		return name + s.reason
	default:
		return name + string(s.status) + ": " + s.reason
	}
}

// evaluationMessage returns the log line for the evaluation after an epoch, written at t. An epoch of a language model
// is the time between two evaluations: such a model reads its data about once, so nobody counts passes.
func (p *plan) evaluationMessage(epoch int64, t time.Duration) string {
	loss, accuracy := p.validation(epoch, t, new(room[float64]))
	word := epochWord(p.job.Kind, 1)
	if p.job.Kind == model.LanguageModel {
		word = "evaluation"
	}
	text := "Task " + p.id + ": " + word + " " + strconv.FormatInt(epoch, 10) + "/" + strconv.FormatInt(p.epochs, 10) +
		", val_loss " + strconv.FormatFloat(*loss, 'f', 4, 64)
	if accuracy != nil {
		text += ", val_accuracy " + strconv.FormatFloat(*accuracy, 'f', 4, 64)
	}
	return text
}

// checkpointMessage returns the log line for the checkpoint after an epoch.
func (p *plan) checkpointMessage(epoch int64) string {
	took := p.checkpoint.Seconds() * p.key.Of(aboutSave, uint64(epoch)).Between(leastWrite, 1)
	return fmt.Sprintf("Task %s: checkpoint saved at step %d in %.1f s", p.id, epoch*p.steps, took)
}
