package world

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/model"
)

// extendScenario has a job with a spare, and a node for started tasks.
var extendScenario = model.Scenario{
	Name: "extend",
	Groups: []model.Group{
		{Name: "gpu", Count: 3, Role: model.WorkerNode, CPUs: 8, MemoryGB: 64}, {Name: "free", Count: 1, Role: model.WorkerNode, CPUs: 8, MemoryGB: 64},
	},
	Jobs: []model.Job{{
		Name: "job", Kind: model.Supervised, Group: "gpu", Slots: 1, Nodes: 2, Spares: 1, Period: 5 * time.Minute, Lead: time.Minute,
		Epochs: 20, Steps: 20, StepTime: 400 * time.Millisecond, Startup: 3 * time.Second, Checkpoint: time.Second, CheckpointEvery: 4,
		Classes: 10, LearningRate: 0.1, Batch: 64, Failed: 0.2,
	}},
	Incidents: model.Incidents{PerTask: 0.5, RepairMin: 20 * time.Second, RepairMax: 40 * time.Second},
}

// TestExtend: a plan that was extended, order after order, is the one that is laid out at once.
func TestExtend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, err := New(Options{Scenario: extendScenario, Seed: rapid.Uint64().Draw(t, "seed")})
		if err != nil {
			t.Fatal(err)
		}
		at := time.Duration(0)
		for range rapid.IntRange(1, 25).Draw(t, "commands") {
			at += time.Duration(rapid.IntRange(0, 30_000).Draw(t, "ms")) * time.Millisecond
			next, _, err := w.With(model.Command{At: at, Verb: orderTo(t, w, at)})
			if err != nil {
				continue
			}
			w = next
			for number := range w.tasks.started.tasks.count {
				task, c := w.tasks.started.tasks.at(number), &w.conditions
				samePlan(t, w.tasks.started.life(c, number).plan, w.tasks.started.layOut(c, task, c.layOut).plan)
			}
			st := w.tasks.slots[0]
			for _, e := range st.commanded {
				samePlan(t, st.plan(&w.conditions, e.era), w.conditions.layOut(st.assignment(e.era)))
			}
		}
	})
}

// orderTo draws a command, most of them to a task.
func orderTo(t *rapid.T, w *World, at time.Duration) model.Verb {
	tasks := w.At(w.Start.Add(at)).Tasks()
	id := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")].TaskID
	node := fmt.Sprintf("#%d", rapid.IntRange(1, 4).Draw(t, "node"))
	switch rapid.IntRange(0, 12).Draw(t, "verb") {
	case 0, 1, 2:
		return model.PauseTask{TaskID: id}
	case 3, 4, 5:
		return model.ResumeTask{TaskID: id}
	case 6, 7:
		return model.LossSpike{TaskID: id}
	case 8:
		return model.Diverge{TaskID: id}
	case 9:
		return model.CancelTask{TaskID: id}
	case 10:
		return model.StartTask{Rounds: 100}
	case 11:
		return model.FailNode{NodeID: node, For: 20 * time.Second}
	default:
		return model.DrainNode{NodeID: node, For: time.Minute}
	}
}

func samePlan(t *rapid.T, extended, whole *plan) {
	if !reflect.DeepEqual(extended, whole) {
		t.Fatalf("task %s, extended:\n%+v\nat once:\n%+v", whole.id, extended.stages, whole.stages)
	}
}
