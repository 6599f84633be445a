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

// transitions returns the changes of state during an incident, in order: none if the node returns before it is missed.
func (i incident) transitions() []transition {
	if i.back <= i.unknown {
		return nil
	}
	transitions := i.losses()
	if last := len(transitions) - 1; i.back <= transitions[last].at {
		transitions = transitions[:last]
	}
	reason := "recovered on request"
	if !i.recovered {
		reason = "back in service after " + i.cause
	}
	return append(transitions, transition{
		at: i.back, state: model.Alive, level: "INFO", reason: reason, text: "is available again: " + reason,
	})
}

// losses returns the changes of state by which a node is lost, whether or not it returns before them. The list has
// room for its return.
func (i incident) losses() []transition {
	const most = 3
	if i.removed {
		return append(make([]transition, 0, most), transition{
			at: i.dead, state: model.Dead, level: "WARNING", reason: i.cause, text: "is " + i.cause,
		})
	}
	unknown, dead := i.silence(i.unknown), i.silence(i.dead)
	return append(make([]transition, 0, most), transition{
		at: i.unknown, state: model.Unknown, level: "WARNING",
		reason: unknown, text: "does not answer health checks: " + unknown,
	}, transition{
		at: i.dead, state: model.Dead, level: "ERROR",
		reason: dead + ": " + i.cause, text: "is marked DEAD after five missed health checks: " + i.cause,
	})
}

// silence says in words how long the node has not answered at t.
func (i incident) silence(t time.Duration) string {
	return "no contact for " + strconv.FormatInt(int64((t-i.lost)/time.Second), 10) + " s"
}

// stageMessage returns the log line for the beginning of the i-th stage.
func (p *plan) stageMessage(i int) string {
	s := p.stages.at(i)
	prefix := ""
	switch {
	case i == 0:
		prefix = "submitted, "
	case s.status == model.Running || s.status == model.Paused:
	case s.status == model.Pending:
		prefix = "interrupted: "
	default:
		prefix = string(s.status) + ": "
	}
	return "Task " + p.id + " (" + model.Visible(p.job.Name) + ") " + prefix + s.reason
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
