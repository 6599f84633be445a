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
	"trainmock/stream/journal"
	"trainmock/stream/model"
	"trainmock/stream/refuse"
)

const (
	clockExample   = `{"speed": 0}`
	advanceExample = `{"by": "30s"}`
	seekExample    = `{"to": "+10m"}`
)

func clockSchema() *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
		"speed": {
			Type: huma.TypeNumber, Minimum: new(0.0), Maximum: new(float64(stream.MaxSpeed)),
			Description: "World seconds per second; 0 pauses. A tick moves the world by a day at most.",
		},
		"paused": {
			Type:        huma.TypeBoolean,
			Description: "true is speed 0; false goes on with the speed before the pause. Beside speed it is refused.",
		},
	}}
}

// getClock answers with the clock.
func getClock(ctx context.Context, _ *struct{}) (model.Clock, error) {
	return sourceOf(ctx).Clock(), nil
}

// setClock pauses the world or sets its speed.
func setClock(ctx context.Context, b *answer.Body) (model.Clock, error) {
	var body struct {
		Speed  *float64 `json:"speed"`
		Paused *bool    `json:"paused"`
	}
	source := sourceOf(ctx)
	if err := parse(b, &body, key{"speed", clockExample}, key{"paused", `{"paused": true}`}); err != nil {
		return model.Clock{}, err
	}
	switch {
	case (body.Speed == nil) == (body.Paused == nil):
		return model.Clock{}, fault("speed", "missing", "give either speed or paused: send, for example, "+clockExample)
	case body.Paused != nil && *body.Paused:
		body.Speed = new(0.0)
	case body.Speed != nil:
		if err := source.CheckSpeed(*body.Speed); err != nil {
			return model.Clock{}, fault("speed", "number.range", err.Error())
		}
	}
	return answerClock(source, source.SetSpeed(ctx, body.Speed))
}

// answerClock returns the clock after a change, or the refusal of the change.
func answerClock(source Source, err error) (model.Clock, error) {
	if err != nil {
		return model.Clock{}, refusal(err)
	}
	return source.Clock(), nil
}

// Advanced is the answer to POST /mock/clock/advance.
type Advanced struct {
	Now   string        `json:"now" format:"date-time" doc:"World time of the newest tick."`
	Tick  int64         `json:"tick" doc:"The newest tick."`
	Event *AdvanceEvent `json:"event,omitempty" doc:"The event that was waited for."`
}

// AdvanceEvent is the event at which an advance stopped.
type AdvanceEvent struct {
	Type    string `json:"type"`
	Payload any    `json:"payload"`
}

func advanceSchema() *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{
		"by":    {Type: huma.TypeString, Description: "World time: a multiple of the step between two ticks, such as 30s."},
		"ticks": {Type: huma.TypeInteger, Minimum: new(1.0), Maximum: new(float64(stream.MaxAdvance))},
		"until": {
			Type: huma.TypeObject, AdditionalProperties: true,
			Description: "Stops at the first tick with an event of this type whose fields have these values.",
		},
		"most": {Type: huma.TypeString, Description: "How far until may lead; 100,000 ticks by default."},
	}}
}

// advance is the body of POST /mock/clock/advance.
type advance struct {
	By    *string                    `json:"by"`
	Ticks *int64                     `json:"ticks"`
	Until map[string]json.RawMessage `json:"until"`
	Most  *string                    `json:"most"`
}

// ticks returns the number of ticks to publish at most, each of which takes a step of world time.
func (a advance) ticks(step time.Duration) (int64, error) {
	ways := 0
	for _, given := range []bool{a.By != nil, a.Ticks != nil, a.Until != nil} {
		if given {
			ways++
		}
	}
	switch {
	case ways != 1 || a.Most != nil && a.Until == nil:
		return 0, fault("by", "missing",
			"give exactly one of by, ticks and until, and most beside until only: send, for example, "+advanceExample)
	case a.Ticks != nil:
		return checkTicks("ticks", "", *a.Ticks)
	case a.By != nil:
		return ticksIn("by", *a.By, step)
	case a.Most != nil:
		return ticksIn("most", *a.Most, step)
	}
	return stream.MaxAdvance, nil
}

// advanceClock publishes ticks.
func advanceClock(ctx context.Context, b *answer.Body) (Advanced, error) {
	var a advance
	err := parse(b, &a, key{"by", advanceExample}, key{"ticks", `{"ticks": 30}`},
		key{"until", `{"until": ` + untilExample + `}`}, key{"most", `{"until": ` + untilExample + `, "most": "10m"}`})
	if err != nil {
		return Advanced{}, err
	}
	source := sourceOf(ctx)
	ticks, err := a.ticks(source.Step())
	if err != nil {
		return Advanced{}, err
	}
	var found func(model.Event) bool
	if a.Until != nil {
		w, now := source.Now()
		if found, err = matcher(w, now, a.Until); err != nil {
			return Advanced{}, err
		}
	}
	event, err := source.Advance(ctx, ticks, found)
	clock := source.Clock()
	switch {
	case err != nil:
		return Advanced{}, refusal(err)
	case found != nil && event == nil:
		const message = "the event did not come within %d ticks; the world stands at %s: try again, or raise most"
		return Advanced{}, refuse.New(http.StatusConflict, fmt.Sprintf(message, ticks, clock.Now))
	}
	done := Advanced{Now: clock.Now, Tick: clock.Tick}
	if event != nil {
		done.Event = &AdvanceEvent{Type: event.Type, Payload: event.Content()}
	}
	return done, nil
}

// checkTicks refuses a number of ticks out of range. span begins the message with where the number comes from.
func checkTicks(field, span string, ticks int64) (int64, error) {
	if ticks < 1 || ticks > stream.MaxAdvance {
		return 0, fault(field, "number.range", fmt.Sprintf("%s%d ticks are not from 1 to %d: use, for example, 30; "+
			"for a longer way use POST /mock/clock/seek", span, ticks, stream.MaxAdvance))
	}
	return ticks, nil
}

// ticksIn returns the number of ticks in a span of world time.
func ticksIn(field, text string, step time.Duration) (int64, error) {
	span, err := model.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fault(field, "duration", err.Error())
	case span%step != 0:
		return 0, fault(field, "number.multiple_of", fmt.Sprintf(
			"%s is not a multiple of %s, the world time between two ticks: use, for example, %s", text, step, 30*step))
	}
	return checkTicks(field, text+" at "+step.String()+" a tick: ", int64(span/step))
}

func seekSchema() *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, Required: []string{"to"}, Properties: map[string]*huma.Schema{
			"to": {Type: huma.TypeString, Description: "An instant, as everywhere: RFC 3339, +10m, -5m, now, Unix seconds."},
		},
	}
}

// seekClock begins a new epoch at another instant.
func seekClock(ctx context.Context, b *answer.Body) (model.Clock, error) {
	var body struct {
		To *string `json:"to"`
	}
	if err := parse(b, &body, key{"to", seekExample}); err != nil {
		return model.Clock{}, err
	}
	if body.To == nil {
		return model.Clock{}, fault("to", "missing", "an instant is missing: send, for example, "+seekExample)
	}
	source := sourceOf(ctx)
	w, _ := source.Now()
	return answerClock(source, source.Seek(ctx, func(now time.Time) (time.Time, error) {
		return instant(*body.To, now, w.Start(), "to")
	}))
}

// instant reads the part of a body at a path, an instant within reach of the start.
func instant(text string, now, start time.Time, path ...string) (time.Time, error) {
	t, err := model.ParseInstant(text, now)
	if err != nil {
		return t, faultAt(path, "datetime", err.Error())
	}
	if t.Before(start.Add(-model.Reach)) || t.After(start.Add(model.Reach)) {
		return t, faultAt(path, "datetime", model.Quote(text)+" is more than ten years from the start, "+
			model.Stamp(start)+": use an instant nearer to it, such as +10m")
	}
	return t, nil
}

// refusal returns an error of the hub as one of type *refuse.Refusal, if its reason is the request.
func refusal(err error) error {
	for _, conflict := range []error{stream.ErrRuns, stream.ErrNothing, stream.ErrTooLate} {
		if errors.Is(err, conflict) {
			return refuse.New(http.StatusConflict, err.Error())
		}
	}
	if errors.Is(err, journal.ErrFull) {
		return refuse.New(http.StatusTooManyRequests, err.Error()+": reset it, with DELETE /mock/commands, or start anew")
	}
	if refused := answer.JournalRefusal(err); refused != nil {
		return refused
	}
	return err
}
