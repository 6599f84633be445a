package world_test

import (
	"fmt"
	"testing"
	"time"

	"trainmock/stream/model"
	"trainmock/stream/world"
)

// manyCommands are ways to fill a log whose effects pass: each makes the i-th command.
var manyCommands = []struct {
	name string
	make func(w *world.World, last model.Command, i int) model.Verb
}{
	{"start and delete", func(_ *world.World, last model.Command, i int) model.Verb {
		if started, ok := last.Verb.(model.StartTask); ok {
			return model.DeleteTask{TaskID: started.TaskID}
		}
		return model.StartTask{}
	}},
	{"remove and recover", func(_ *world.World, _ model.Command, i int) model.Verb {
		if i%2 == 0 {
			return model.RemoveNode{NodeID: "#7"}
		}
		return model.RecoverNode{NodeID: "#7"}
	}},
	{"fail for a second", func(_ *world.World, _ model.Command, i int) model.Verb {
		return model.FailNode{NodeID: fmt.Sprintf("#%d", 1+i%8), For: time.Second}
	}},
	{"slow", func(_ *world.World, _ model.Command, i int) model.Verb {
		return model.SlowNode{NodeID: "#2", Factor: 1 + float64(i%2)}
	}},
	{"pause and resume", func(w *world.World, last model.Command, i int) model.Verb {
		task := w.At(start.Add(last.At)).Tasks()[0].TaskID
		if paused, ok := last.Verb.(model.PauseTask); ok {
			return model.ResumeTask(paused)
		}
		return model.PauseTask{TaskID: task}
	}},
	{"loss spike", func(w *world.World, last model.Command, i int) model.Verb {
		return model.LossSpike{TaskID: w.At(start.Add(last.At)).Tasks()[0].TaskID}
	}},
	{"all", func(w *world.World, last model.Command, i int) model.Verb {
		switch i % 6 {
		case 0:
			return model.StartTask{}
		case 1:
			return model.DeleteTask{TaskID: last.Verb.(model.StartTask).TaskID}
		case 2:
			return model.RemoveNode{NodeID: "#8"}
		case 3:
			return model.RecoverNode{NodeID: "#8"}
		case 4:
			return model.SlowNode{NodeID: "#2", Factor: 1 + float64(i%2)}
		default:
			return model.FailNode{NodeID: "#5", For: time.Second}
		}
	}},
}

// filled returns the world after so many commands, the last at a minute, and how many it took.
func filled(tb testing.TB, w *world.World, commands int, make func(*world.World, model.Command, int) model.Verb) (*world.World, int) {
	tb.Helper()
	taken := 0
	last := model.Command{At: 40 * time.Second}
	for i := range commands {
		c := model.Command{At: 40*time.Second + time.Duration(i)*20*time.Second/time.Duration(commands), Verb: make(w, last, i)}
		next, logged, err := w.With(c)
		if err != nil {
			// What a task's end brought about, such as a pause of one that has ended, is no part of this.
			last = model.Command{At: c.At}
			continue
		}
		w, last, taken = next, logged, taken+1
	}
	return w, taken
}

// BenchmarkManyCommands: a command, and a tick of demo five minutes later, with a log of ten thousand and with none.
func BenchmarkManyCommands(b *testing.B) {
	plain := newWorld(b, "demo", 7)
	for _, tc := range manyCommands {
		for _, commands := range []int{0, 10_000} {
			begun := time.Now()
			w, taken := filled(b, plain, commands, tc.make)
			each := time.Since(begun) / time.Duration(max(taken, 1))
			b.Run(fmt.Sprintf("%s/%d/tick", tc.name, commands), func(b *testing.B) {
				for i := range b.N {
					at := start.Add(5*time.Minute + time.Duration(i)*time.Second)
					w.Events(at.Add(-time.Second), at)
				}
				b.ReportMetric(float64(each.Microseconds()), "µs/command")
				b.ReportMetric(float64(taken), "commands")
			})
		}
	}
}
