package world_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// cost is a world and an instant of it, of which one dimension grows from row to row.
type cost struct {
	name  string
	world func(tb testing.TB) *world.World
	after time.Duration
}

// demo returns the world of the demo scenario after commands.
func demo(commands ...model.Command) func(tb testing.TB) *world.World {
	return func(tb testing.TB) *world.World { return with(tb, newWorld(tb, "demo", 7), commands...) }
}

// ofNodes returns a world of so many nodes without GPUs.
func ofNodes(count int) func(tb testing.TB) *world.World {
	return func(tb testing.TB) *world.World {
		tb.Helper()
		group := model.Group{Name: "cpu", Count: count, Role: model.WorkerNode, CPUs: 64, MemoryGB: 256}
		s := model.Scenario{Groups: []model.Group{group}}
		w, err := world.New(world.Options{Seed: 7, Start: start, Scenario: s})
		if err != nil {
			tb.Fatal(err)
		}
		return w
	}
}

// repeated returns so many commands, a millisecond apart.
func repeated(count int, make func(i int) model.Verb) []model.Command {
	list := []model.Command{}
	for i := range count {
		list = append(list, model.Command{At: time.Second + time.Duration(i)*time.Millisecond, Verb: make(i)})
	}
	return list
}

// costs lists the dimensions in which a world can grow. Commands whose effects are over, and years, cost nothing. What
// is told in each tick, a node or a task that has not ended, costs its event.
func costs() (list []cost) {
	for _, count := range []int{0, 100, 10_000} {
		failures := repeated(count, func(i int) model.Verb {
			return model.FailNode{NodeID: fmt.Sprintf("#%d", 1+i%8), For: time.Second}
		})
		list = append(list, cost{fmt.Sprintf("commands/%d", count), demo(failures...), 5 * time.Minute})
	}
	for _, count := range []int{0, 100, 2000} {
		starts := repeated(count, func(int) model.Verb { return model.StartTask{} })
		list = append(list, cost{fmt.Sprintf("tasks/%d", count), demo(starts...), time.Minute})
	}
	for _, count := range []int{10, 1000, 10_000} {
		list = append(list, cost{fmt.Sprintf("nodes/%d", count), ofNodes(count), time.Minute})
	}
	for _, years := range []int{0, 1, 10} {
		after := time.Minute + time.Duration(years)*364*24*time.Hour
		list = append(list, cost{fmt.Sprintf("years/%d", years), demo(), after})
	}
	return list
}

// BenchmarkCostOfAnInstant measures a tick of worlds that grow in one dimension, and the tick divided by its events.
func BenchmarkCostOfAnInstant(b *testing.B) {
	for _, c := range costs() {
		b.Run(c.name, func(b *testing.B) {
			w, events, i := c.world(b), 0, 0
			for ; b.Loop(); i++ {
				at := start.Add(c.after + time.Duration(i%60)*time.Second)
				events += len(w.Events(at.Add(-time.Second), at))
			}
			b.ReportMetric(float64(events)/float64(i), "events")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
		})
	}
}
