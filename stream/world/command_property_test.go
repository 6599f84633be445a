package world_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/model"
	"trainmock/stream/scenario"
	"trainmock/stream/world"
)

// TestInvariantsUnderCommands gives random commands to random worlds and checks the views at random instants.
func TestInvariantsUnderCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long, and nothing in it can race")
	}
	rapid.Check(t, func(t *rapid.T) {
		s, _ := scenario.Load(rapid.SampledFrom([]string{"demo", "steady", "chaos"}).Draw(t, "scenario"))
		w, err := world.New(world.Options{Scenario: s, Seed: rapid.Uint64Range(0, 1000).Draw(t, "seed"), Start: start})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Duration(0)
		for range rapid.IntRange(1, 12).Draw(t, "commands") {
			at += time.Duration(rapid.IntRange(0, 90_000_000).Draw(t, "wait")) * time.Microsecond
			next, _, err := w.With(command(t, at))
			if err != nil {
				continue // it has no effect on the task as it is, and says so
			}
			checkPast(t, w, next, at)
			w = next
		}
		until := at + 10*time.Minute
		for range 20 {
			checkView(t, w.At(start.Add(time.Duration(rapid.Int64Range(0, int64(until)).Draw(t, "instant")))))
		}
		best := map[string]float64{}
		for now := time.Duration(0); now < until; now += 7 * time.Second {
			checkView(t, w.At(start.Add(now)))
			for _, task := range w.At(start.Add(now)).Tasks() {
				if task.Progress < best[task.TaskID] {
					t.Fatalf("progress fell from %v: %+v", best[task.TaskID], task)
				}
				best[task.TaskID] = task.Progress
			}
		}
	})
}

// checkPast checks that a command does not change earlier answers: those just before it, and some before that.
func checkPast(t *rapid.T, before, after *world.World, at time.Duration) {
	earlier := time.Duration(rapid.IntRange(1, 60_000_000).Draw(t, "ago")) * time.Microsecond
	for _, ago := range []time.Duration{time.Microsecond, earlier} {
		now := start.Add(at - ago)
		was, is := tellAll(t, before, now), tellAll(t, after, now)
		if was != is {
			same := 0
			for same < min(len(was), len(is)) && was[same] == is[same] {
				same++
			}
			from := max(0, same-200)
			t.Fatalf("a command at %s changed what was told of %s before\nfrom …%.400s\n  to …%.400s",
				at, ago, was[from:], is[from:])
		}
	}
}

// tellAll returns the JSON of a tick and of the tasks at an instant.
func tellAll(t *rapid.T, w *world.World, now time.Time) string {
	var told []any
	for _, e := range w.Events(now.Add(-time.Second), now) {
		told = append(told, e.Content())
	}
	text, err := json.Marshal(append(told, w.At(now).Tasks()))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// command draws a random command.
func command(t *rapid.T, at time.Duration) model.Command {
	node := fmt.Sprintf("#%d", rapid.IntRange(1, 8).Draw(t, "node"))
	task := fmt.Sprintf("#%d", rapid.IntRange(1, 3).Draw(t, "task"))
	seconds := func() time.Duration { return time.Duration(rapid.IntRange(0, 120).Draw(t, "for")) * time.Second }
	switch rapid.IntRange(0, 13).Draw(t, "verb") {
	case 0:
		return model.Command{At: at, Verb: model.FailNode{NodeID: node, For: seconds()}}
	case 1:
		return model.Command{At: at, Verb: model.RecoverNode{NodeID: node}}
	case 2:
		factor := rapid.Float64Range(1, 10).Draw(t, "factor")
		return model.Command{At: at, Verb: model.SlowNode{NodeID: node, Factor: factor}}
	case 3:
		return model.Command{At: at, Verb: model.StartTask{Rounds: rapid.Int64Range(1, 2000).Draw(t, "rounds")}}
	case 4:
		return model.Command{At: at, Verb: model.PauseTask{TaskID: task}}
	case 5:
		return model.Command{At: at, Verb: model.ResumeTask{TaskID: task}}
	case 6:
		return model.Command{At: at, Verb: model.FailTask{TaskID: task}}
	case 7:
		return model.Command{At: at, Verb: model.CancelTask{TaskID: task}}
	case 8:
		return model.Command{At: at, Verb: model.DeleteTask{TaskID: task}}
	case 9:
		return model.Command{At: at, Verb: model.RemoveNode{NodeID: node}}
	case 10:
		ip := fmt.Sprintf("10.9.8.%d", rapid.IntRange(1, 250).Draw(t, "ip"))
		return model.Command{At: at, Verb: model.AddNode{IP: ip}}
	case 11:
		return model.Command{At: at, Verb: model.LossSpike{TaskID: task}}
	case 12:
		return model.Command{At: at, Verb: model.DrainNode{NodeID: node, For: seconds()}}
	default:
		return model.Command{At: at, Verb: model.Diverge{TaskID: task}}
	}
}
