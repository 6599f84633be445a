package docs

import (
	"encoding/json"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/wire"
	"trainmock/stream/world"
)

const (
	// sampleEpoch is the epoch of the samples' ids.
	sampleEpoch = "35c34fce"
	// sampleSeed, with the scenario demo, makes the world of the samples.
	sampleSeed = 7
	// sampleTick is the tick of the samples, and sampleTicks the most ticks in which an event of each type is sought:
	// demo loses a node every few minutes.
	sampleTick  = time.Second
	sampleTicks = 3600
)

// sampleStart is the start of the world of the samples, that of the examples in the READMEs.
var sampleStart = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// connectionSamples holds payloads about the connection, by type. A type that has none is shown with its zero value.
var connectionSamples = map[string]any{
	model.EventHello.Type: model.Hello{
		Epoch: sampleEpoch, Seed: sampleSeed, Scenario: "demo", TickMS: sampleTick.Milliseconds(), Speed: 1,
		Topics: model.Topics,
	},
	model.EventGap.Type: model.Gap{
		From: sampleEpoch + ":12:0", To: sampleEpoch + ":640:9", Reason: "too_old",
		Recover: "go on from the snapshot that follows",
	},
	model.EventBye.Type: model.Bye{Reason: model.Ending, RetryMS: 2293},
	model.EventError.Type: model.Problem{Code: "bad_json", Message: "this is not a JSON object: send one, such as " +
		`{"type":"subscribe","topics":["nodes"]}`},
}

// makeSamples returns a message of each event type. It panics if the built-in scenario is broken.
func makeSamples() map[string]json.RawMessage {
	w := sampleWorld()
	samples := map[string]json.RawMessage{}
	for _, row := range model.ConnectionTypes {
		payload, ok := connectionSamples[row.Type]
		if !ok {
			payload = row.Zero
		}
		samples[row.Type] = wire.Encode(row.Type, sampleStart, payload)
	}
	addWorldSamples(samples, w)
	at := sampleStart.Add(sampleTick)
	snapshot := w.Snapshot(at, func(model.Event) bool { return true }, nil, nil)
	snapshot.Nodes, snapshot.Tasks = snapshot.Nodes[:1], snapshot.Tasks[:1]
	id := wire.EventID{Epoch: sampleEpoch, Tick: 1, Index: 12}
	samples[model.EventSnapshot.Type] = wire.EncodeEvent(id, model.EventSnapshot.Type, model.Stamp(at), snapshot)
	return samples
}

// addWorldSamples adds the first event of each type that a world tells of, or else the type's zero value.
func addWorldSamples(samples map[string]json.RawMessage, w *world.World) {
	missing := map[string]bool{}
	for _, row := range model.EventTypes {
		missing[row.Type] = true
		samples[row.Type] = wire.Encode(row.Type, sampleStart, row.Zero)
	}
	for tick := int64(1); tick <= sampleTicks && len(missing) > 0; tick++ {
		after := sampleStart.Add(time.Duration(tick-1) * sampleTick)
		until := after.Add(sampleTick)
		for i, e := range w.Events(after, until) {
			if missing[e.Type] {
				delete(missing, e.Type)
				id := wire.EventID{Epoch: sampleEpoch, Tick: tick, Index: i}
				samples[e.Type] = wire.EncodeEvent(id, e.Type, model.Stamp(until), e.Content())
			}
		}
	}
}

func sampleWorld() *world.World {
	s, err := scenario.Load("demo")
	if err != nil {
		panic(err)
	}
	w, err := world.New(world.Options{Scenario: s, Seed: sampleSeed, Start: sampleStart})
	if err != nil {
		panic(err)
	}
	return w
}
