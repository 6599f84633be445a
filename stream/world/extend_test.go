package world

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"trainmock/stream/model"
)

// extendScenario has a job with a spare, and a node for started tasks. Its timeline changes the pace of a node after
// most commands.
var extendScenario = model.Scenario{
	Name: "extend",
	Groups: []model.Group{
		{Name: "gpu", Count: 3, Role: model.WorkerNode, CPUs: 8, MemoryGB: 64},
		{Name: "free", Count: 1, Role: model.WorkerNode, CPUs: 8, MemoryGB: 64},
	},
	Jobs: []model.Job{{
		Name: "job", Kind: model.Supervised, Group: "gpu", Slots: 1, Nodes: 2, Spares: 1,
		Period: 5 * time.Minute, Lead: time.Minute, Epochs: 20, Steps: 20, StepTime: 400 * time.Millisecond,
		Startup: 3 * time.Second, Checkpoint: time.Second, CheckpointEvery: 4,
		Classes: 10, LearningRate: 0.1, Batch: 64, Failed: 0.2,
	}},
	Incidents: model.Incidents{PerTask: 0.5, RepairMin: 20 * time.Second, RepairMax: 40 * time.Second},
	Timeline:  changesOfPace(),
}

// changesOfPace slows a node down and lets it recover, by turns, for six minutes.
func changesOfPace() (list []model.Command) {
	for i := range 120 {
		factor := 1 + float64(i%2)
		at := time.Duration(1+i) * 3 * time.Second
		list = append(list, model.Command{At: at, Verb: model.SlowNode{NodeID: "#1", Factor: factor}})
	}
	return list
}

// TestExtend checks that a plan extended by order after order equals the plan from all orders at once, in any order of
// questions.
func TestExtend(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Scenario: extendScenario, Seed: rapid.Uint64().Draw(t, "seed")}
		w, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		unasked, _ := New(o)
		at := time.Duration(0)
		for range rapid.IntRange(1, 25).Draw(t, "commands") {
			at = nextInstant(t, w, at)
			next, c, err := w.With(model.Command{At: at, Verb: orderTo(t, w, at)})
			if err != nil {
				continue
			}
			if unasked, _, err = unasked.With(c); err != nil {
				t.Fatal(err)
			}
			w = next
			comparePlans(t, w, func(number int) *plan {
				task, c := w.tasks.started.tasks.at(number), &w.conditions
				return w.tasks.started.newPlan(c, task, outdated{}).plan
			})
		}
		comparePlans(t, w, func(number int) *plan {
			return unasked.tasks.started.plan(&unasked.conditions, number).plan
		})
	})
}

// nextInstant draws an instant from at on. Some are the very end of a task.
func nextInstant(t *rapid.T, w *World, at time.Duration) time.Duration {
	plans := w.tasks.during(&w.conditions, at, at, keptAfterEnd)
	end := plans[rapid.IntRange(0, len(plans)-1).Draw(t, "plan")].ended
	if end > at && end < at+time.Hour && rapid.Bool().Draw(t, "at its end") {
		return end
	}
	return at + time.Duration(rapid.IntRange(0, 30_000).Draw(t, "ms"))*time.Millisecond
}

// comparePlans compares the plans of a world with plans made at once.
func comparePlans(t *rapid.T, w *World, started func(number int) *plan) {
	for number := range w.tasks.started.tasks.count {
		samePlan(t, w.tasks.started.plan(&w.conditions, number).plan, started(number))
	}
	st := w.tasks.slots[0]
	for _, e := range st.commanded {
		samePlan(t, st.plan(&w.conditions, e.run), w.conditions.newPlan(st.assignment(e.run)))
	}
}

// orderTo draws a command, mostly to a task.
func orderTo(t *rapid.T, w *World, at time.Duration) model.Verb {
	tasks := w.At(w.Start().Add(at)).Tasks()
	id := tasks[rapid.IntRange(0, len(tasks)-1).Draw(t, "task")].TaskID
	node := fmt.Sprintf("#%d", rapid.IntRange(1, 4).Draw(t, "node"))
	switch rapid.IntRange(0, 16).Draw(t, "verb") {
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
	case 12, 13:
		return model.SlowNode{NodeID: node, Factor: rapid.Float64Range(1, 3).Draw(t, "factor")}
	case 14:
		return model.RecoverNode{NodeID: node}
	case 15:
		return model.RemoveNode{NodeID: node}
	default:
		return model.DrainNode{NodeID: node, For: time.Minute}
	}
}

func samePlan(t *rapid.T, extended, whole *plan) {
	if describePlan(extended) != describePlan(whole) {
		t.Fatalf("extended:\n%s\nat once:\n%s", describePlan(extended), describePlan(whole))
	}
}

// describePlan formats a plan with its nodes by id, because two worlds have different node pointers.
func describePlan(p *plan) string {
	text := fmt.Sprintf("%s %v %v %v %v %v", p.id, p.schedule, p.spikes, p.divergences, p.started, p.ended)
	for _, s := range p.stages.from(0) {
		text += fmt.Sprintf("\n%v %s %q %v %v %v %v",
			s.from, s.status, s.reason, ids(s.gang), s.position, s.best, s.stopping)
		for _, l := range s.segments.from(0) {
			text += fmt.Sprintf(" %v", *l)
		}
	}
	return text
}
