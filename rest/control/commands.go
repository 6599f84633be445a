package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"trainmock/rest/answer"
	"trainmock/stream"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
	"trainmock/stream/turn"
	"trainmock/stream/world"
)

const (
	commandExample = `{"fail_node": {"node_id": "#2", "for": "2m"}}`
	// maxCommands limits the commands of one request.
	maxCommands = 1000
	// effectsFor is the span of the effects that are foretold, and maxEffects their number.
	effectsFor = 10 * time.Minute
	maxEffects = 20
)

// commandsSchema returns the schema of one command or a list of them.
func commandsSchema() *huma.Schema {
	one := &huma.Schema{
		Type: huma.TypeObject, AdditionalProperties: true, MinProperties: new(1), MaxProperties: new(2),
		Description: "One verb with its values, and at: when it takes effect, now if it is left out.",
	}
	return &huma.Schema{OneOf: []*huma.Schema{
		one, {Type: huma.TypeArray, Items: one, MinItems: new(1), MaxItems: new(maxCommands)},
	}}
}

// command is a command as it is answered: the instant and the verb with its values.
type command map[string]any

// commandList is the answer to GET /mock/commands.
type commandList struct {
	Commands []command `json:"commands"`
}

// givenCommands is the answer to POST /mock/commands.
type givenCommands struct {
	Commands []command `json:"commands" doc:"As logged: ids, instants and places are decided."`
	Effects  []effect  `json:"effects" doc:"What will happen within ten minutes because of it, at most 20 events."`
}

// effect is an event that a command causes.
type effect struct {
	Type    string `json:"type" enum:"node_state,task_update,system_log"`
	Payload any    `json:"payload"`
}

// listCommands answers with the commands in effect.
func listCommands(ctx context.Context, _ *struct{}) (commandList, error) {
	source := sourceOf(ctx)
	log := source.Log()
	if err := turn.Take(ctx, int64(len(log))*model.CommandBytes); err != nil {
		return commandList{}, err
	}
	w, _ := source.Now()
	return commandList{describe(log, w.Start())}, nil
}

// describe returns commands as they are answered.
func describe(list []model.Command, start time.Time) []command {
	out := make([]command, len(list))
	for i, c := range list {
		out[i] = command{"at": model.Stamp(start.Add(c.At)), c.Key(): model.Values(c.Verb)}
	}
	return out
}

// giveCommands carries out one command, or a list of them as one entry of the journal.
func giveCommands(ctx context.Context, b *answer.Body) (givenCommands, error) {
	list, err := parseCommands(b)
	if err != nil {
		return givenCommands{}, err
	}
	source := sourceOf(ctx)
	turn.Yield(ctx) // Commands wait in a queue of their own.
	given, err := source.Give(ctx, func(w *world.World, now time.Time) ([]stream.Scheduled, error) {
		return schedule(list, now, w.Start())
	})
	if err != nil {
		return givenCommands{}, commandRefusal(err)
	}
	done := givenCommands{Commands: describe(given.Commands, given.After.Start()), Effects: []effect{}}
	if len(given.Commands) == 0 {
		return done, nil
	}
	// The future is asked of worlds with caches of their own, in turn.
	if err := turn.Try(ctx, turn.Free+1); err != nil {
		return done, nil
	}
	from := given.After.Start().Add(given.Commands[0].At)
	before, after := given.Before.Apart(), given.After.Apart()
	told := after.Effects(before, from.Add(-time.Microsecond), from.Add(effectsFor), maxEffects)
	for _, e := range told {
		done.Effects = append(done.Effects, effect{Type: e.Type, Payload: e.Content()})
	}
	return done, nil
}

// asked is a command of a request.
type asked struct {
	// path leads to the command in the body.
	path []string
	at   string
	model.Verb
}

// parseCommands reads one command or a list of them.
func parseCommands(b *answer.Body) ([]asked, error) {
	var body json.RawMessage
	if err := b.Parse(&body, commandExample); err != nil {
		return nil, err
	}
	var texts []json.RawMessage
	if json.Unmarshal(body, &texts) != nil {
		one, err := parseCommand(body, nil)
		return []asked{one}, err
	}
	if len(texts) == 0 || len(texts) > maxCommands {
		return nil, fault("commands", "list", fmt.Sprintf(
			"%d commands are not from 1 to %d: send, for example, [%s]", len(texts), maxCommands, commandExample))
	}
	list := make([]asked, len(texts))
	for i, text := range texts {
		var err error
		if list[i], err = parseCommand(text, []string{fmt.Sprint(i)}); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// parseCommand reads the command at a path of a body.
func parseCommand(text json.RawMessage, path []string) (asked, error) {
	out := asked{path: path}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil || fields == nil {
		return out, faultAt(path, "command", "a command is an object with one verb: send, for example, "+commandExample)
	}
	if at, ok := fields["at"]; ok {
		const example = `{"at": "+30s", "fail_node": {"node_id": "#2"}}`
		if err := answer.ParsePart(at, &out.at, example, append(path, "at")...); err != nil {
			return out, err
		}
		if out.at == "" {
			return out, faultAt(append(path, "at"), "datetime", "there is no instant in it: send, for example, "+example)
		}
		delete(fields, "at")
	}
	verb, err := model.ParseVerb(fields)
	if err != nil {
		return out, verbFault(err, path)
	}
	out.Verb = verb
	return out, nil
}

// verbFault refuses the verb of the command at a path of a body.
func verbFault(err error, path []string) error {
	example := commandExample
	var wrong *model.FieldError
	if errors.As(err, &wrong) {
		path = append(path, wrong.Path...)
		usage, _ := model.UsageOf(wrong.Path[0])
		example = `{"` + wrong.Path[0] + `": ` + usage.Example + `}`
	}
	return faultAt(path, "command", err.Error()+": send, for example, "+example)
}

// schedule returns commands with their instants.
func schedule(list []asked, now, start time.Time) ([]stream.Scheduled, error) {
	out := make([]stream.Scheduled, len(list))
	for i, a := range list {
		out[i].Verb = a.Verb
		if a.at == "" {
			continue
		}
		at, err := instant(a.at, now, start, append(a.path, "at")...)
		if err != nil {
			return nil, err
		}
		out[i].At = at
	}
	return out, nil
}

// commandRefusal returns an error of a command as one of type *refuse.Refusal, if its reason is the request.
func commandRefusal(err error) error {
	var refused *world.Refused
	switch {
	case errors.Is(err, world.ErrNoTask), errors.Is(err, world.ErrNoNode):
		return refuse.New(http.StatusNotFound, err.Error())
	case errors.As(err, &refused):
		return refuse.New(http.StatusConflict, err.Error())
	}
	return refusal(err)
}

// resetCommands drops all commands.
func resetCommands(ctx context.Context, _ *struct{}) (model.Clock, error) {
	source := sourceOf(ctx)
	return answerClock(source, source.Reset(ctx))
}

// undoCommand drops the commands that were given last.
func undoCommand(ctx context.Context, _ *struct{}) (model.Clock, error) {
	source := sourceOf(ctx)
	return answerClock(source, source.Undo(ctx))
}
