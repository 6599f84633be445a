package world_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/world"
)

// TestInvariantsUnderCommands gives random commands to random worlds, and looks at random instants and at every change.
func TestInvariantsUnderCommands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, _ := world.Builtin(rapid.SampledFrom([]string{"demo", "steady", "chaos"}).Draw(t, "scenario"))
		w, err := world.New(world.Options{Scenario: s, Seed: rapid.Uint64Range(0, 1000).Draw(t, "seed"), Start: start})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Duration(0)
		for range rapid.IntRange(1, 12).Draw(t, "commands") {
			at += time.Duration(rapid.IntRange(0, 90_000_000).Draw(t, "wait")) * time.Microsecond
			if w, _, err = w.With(command(t, at)); err != nil {
				t.Fatal(err)
			}
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

// command draws a command that fits.
func command(t *rapid.T, at time.Duration) world.Command {
	node := fmt.Sprintf("#%d", rapid.IntRange(1, 8).Draw(t, "node"))
	ref := &world.TaskRef{TaskID: fmt.Sprintf("#%d", rapid.IntRange(1, 3).Draw(t, "task"))}
	switch rapid.IntRange(0, 9).Draw(t, "verb") {
	case 0:
		return world.Command{At: at, FailNode: &world.FailNode{NodeID: node, For: time.Duration(rapid.IntRange(0, 120).Draw(t, "for")) * time.Second}}
	case 1:
		return world.Command{At: at, RecoverNode: &world.NodeRef{NodeID: node}}
	case 2:
		return world.Command{At: at, SlowNode: &world.SlowNode{NodeID: node, Factor: rapid.Float64Range(1, 10).Draw(t, "factor")}}
	case 3:
		return world.Command{At: at, StartTask: &world.StartTask{Rounds: rapid.Int64Range(1, 20).Draw(t, "rounds")}}
	case 4:
		return world.Command{At: at, PauseTask: ref}
	case 5:
		return world.Command{At: at, ResumeTask: ref}
	case 6:
		return world.Command{At: at, FailTask: &world.FailTask{TaskID: ref.TaskID}}
	case 7:
		return world.Command{At: at, CancelTask: ref}
	case 8:
		return world.Command{At: at, LossSpike: &world.LossSpike{TaskID: ref.TaskID}}
	default:
		return world.Command{At: at, Diverge: ref}
	}
}
